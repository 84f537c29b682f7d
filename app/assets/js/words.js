// What scripts say, in the language of the page. Texts are written in Chinese; {names} stand for what is filled in.
// Their English stands in the catalogue of the pages, from where `make translations` puts it here.
import english from "./english.json";

export function translated(text, parts = {}) {
  const words = document.documentElement.lang === "en" ? (english[text] ?? text) : text;
  return words.replace(/\{(\w+)\}/g, (place, name) => parts[name] ?? place);
}
