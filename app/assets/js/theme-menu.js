import { applyTheme, chooseTheme, chosenTheme } from "./theme.js";

// The three buttons 淺色 / 深色 / 跟隨系統 in the user menu.
export function bindThemeMenu(root) {
  const buttons = [...root.querySelectorAll("[data-theme-choice]")];
  const mark = () =>
    buttons.forEach((button) =>
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === chosenTheme())),
    );
  buttons.forEach((button) =>
    button.addEventListener("click", () => {
      chooseTheme(button.dataset.themeChoice);
      mark();
    }),
  );
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => applyTheme());
  mark();
}
