// Loaded before the style sheet and blocking, so that a dark page never flashes white: the policy forbids inline script.
const STORED = "theme";

function chosen() {
  try {
    return localStorage.getItem(STORED) ?? "auto";
  } catch {
    return "auto"; // storage is switched off by some office policies
  }
}

export function applyTheme(choice = chosen()) {
  const dark = choice === "auto" ? matchMedia("(prefers-color-scheme: dark)").matches : choice === "dark";
  document.documentElement.setAttribute("data-bs-theme", dark ? "dark" : "light");
}

export function chooseTheme(choice) {
  try {
    localStorage.setItem(STORED, choice);
  } catch {
    // the choice then lasts for this page only
  }
  applyTheme(choice);
}

export { chosen as chosenTheme };

applyTheme();
