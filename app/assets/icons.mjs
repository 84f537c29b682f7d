// The Tabler icons that templates may name; icon('name') shows nothing for a name that is missing here.
export const OUTLINE = [
  "alert-circle",
  "alert-triangle",
  "arrow-back-up",
  "arrow-left",
  "bell",
  "check",
  "chevron-left",
  "chevron-right",
  "circle-check",
  "clipboard-list",
  "device-desktop",
  "download",
  "file-spreadsheet",
  "filter",
  "git-compare",
  "inbox",
  "info-circle",
  "lock",
  "logout",
  "menu-2",
  "moon",
  "pencil",
  "search",
  "square-minus",
  "sun",
  "upload",
  "user",
  "x",
];

// Lights are filled, each with its own outline, so that they differ in grey print and to colour-blind eyes.
export const FILLED = ["alert-octagon", "alert-triangle", "circle-check", "square-rotated"];
