// Builds everything a browser loads into app/static/vendor; nothing is fetched from another host at run time.
import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { build, transform } from "esbuild";
import { PurgeCSS } from "purgecss";
import { FILLED, OUTLINE } from "./icons.mjs";

const OUT = new URL("../static/vendor/", import.meta.url);
const FIRST_LOAD_LIMIT = 400_000; // bytes after gzip, for all that a first visit fetches
const TARGETS = ["chrome123", "firefox128", "safari17.5"]; // what the light-dark() and relative colours of Tabler need

const here = (path) => new URL(path, import.meta.url).pathname;

async function buildStyles() {
  const bundled = await build({
    entryPoints: [here("css/app.css")],
    bundle: true,
    write: false,
    external: ["*.svg"],
    target: TARGETS,
    logLevel: "error",
  });
  const [purged] = await new PurgeCSS().purge({
    css: [{ raw: bundled.outputFiles[0].text }],
    content: [here("../templates/**/*.html"), here("../web/**/*.py"), here("js/*.js")],
    dynamicAttributes: ["data-bs-theme", "data-bs-popper", "aria-expanded"],
    // Named in texts of ours, never worn; its :has() makes the browser look at every cell of a grid again at every key.
    blocklist: [/^\.?steps$/],
    safelist: { standard: ["show", "collapsing", /^tone-/, /^is-/, /^depth-/], greedy: [/^htmx-/] }, // composed at run time
  });
  const detached = await detachImages(purged.css);
  const { code } = await transform(detached, { loader: "css", minify: true, target: TARGETS });
  await writeFile(new URL("app.css", OUT), code);
}

// Tabler keeps its chevrons and tick marks as data: addresses, which `default-src 'self'` rightly refuses.
async function detachImages(css) {
  const images = new Map();
  const detached = css.replaceAll(/url\("data:image\/svg\+xml,([^"]+)"\)/g, (_, encoded) => {
    const svg = decodeURIComponent(encoded);
    const name = `img-${createHash("sha256").update(svg).digest("hex").slice(0, 10)}.svg`;
    images.set(name, svg);
    return `url("${name}")`;
  });
  if (detached.includes("data:image")) throw new Error("a data: image is left in the style sheet");
  await Promise.all([...images].map(([name, svg]) => writeFile(new URL(name, OUT), svg)));
  return detached;
}

async function buildScripts() {
  await build({
    entryPoints: [here("js/app.js"), here("js/theme.js")],
    outdir: OUT.pathname,
    bundle: true,
    minify: true,
    format: "iife",
    target: TARGETS,
    legalComments: "linked",
    logLevel: "error",
  });
}

async function buildIcons() {
  const outline = OUTLINE.map((name) => symbol(name, `outline/${name}`));
  const filled = FILLED.map((name) => symbol(`${name}-filled`, `filled/${name}`));
  const symbols = (await Promise.all([...outline, ...filled])).join("\n");
  await writeFile(new URL("icons.svg", OUT), `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols}\n</svg>\n`);
}

async function symbol(id, path) {
  const svg = await readFile(here(`node_modules/@tabler/icons/icons/${path}.svg`), "utf8");
  const shapes = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
  return `<symbol id="${id}" viewBox="0 0 24 24">${shapes.replaceAll(/\s*\n\s*/g, "")}</symbol>`;
}

// Packed here once, as small as it goes, and not for every visitor.
async function packAll() {
  const names = (await readdir(OUT)).filter((name) => /\.(css|js|svg)$/.test(name));
  await Promise.all(
    names.map(async (name) => {
      const content = await readFile(new URL(name, OUT));
      const packed = gzipSync(content, { level: 9 });
      if (packed.length < content.length) await writeFile(new URL(`${name}.gz`, OUT), packed);
    }),
  );
}

async function reportSize() {
  const names = ["app.css", "app.js", "theme.js", "icons.svg", "favicon.svg"];
  const sizes = await Promise.all(
    names.map(async (name) => gzipSync(await readFile(new URL(name, OUT))).length),
  );
  const total = sizes.reduce((sum, size) => sum + size, 0);
  names.forEach((name, at) => console.log(`${name.padEnd(12)} ${String(sizes[at]).padStart(7)} bytes gzip`));
  console.log(`${"total".padEnd(12)} ${String(total).padStart(7)} bytes gzip`);
  if (total > FIRST_LOAD_LIMIT) throw new Error(`first load is over ${FIRST_LOAD_LIMIT} bytes`);
}

await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });
await Promise.all([buildStyles(), buildScripts(), buildIcons(), copyFile(here("img/favicon.svg"), new URL("favicon.svg", OUT))]);
await packAll();
await reportSize();
