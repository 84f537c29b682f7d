const SCALE = 2; // of a screen of today, and sharp enough on paper

// A picture of a chart is drawn here from its file; where scripts do not run, its buttons stay hidden.
export function bindPictures(root) {
  for (const button of root.querySelectorAll("button[data-chart-png]")) {
    button.hidden = false;
    button.addEventListener("click", () => save(button));
  }
}

async function save(button) {
  button.disabled = true;
  try {
    const image = new Image();
    image.src = button.dataset.chartPng;
    await image.decode();
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await picture(image));
    link.download = button.dataset.fileName;
    link.click();
    URL.revokeObjectURL(link.href);
  } finally {
    button.disabled = false;
  }
}

function picture(image) {
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth * SCALE;
  canvas.height = image.naturalHeight * SCALE;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}
