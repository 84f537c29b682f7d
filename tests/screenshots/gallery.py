"""``index.html`` of the folder: one page with thumbnails, narrowed down by role and by way of looking."""

from collections.abc import Sequence
from html import escape
from itertools import groupby
from pathlib import Path

from screenshots.pictures import MODES, Picture

ROLES = {
    "nobody": "未登入",
    "contractor": "受委託單位",
    "officer": "承辦人",
    "manager": "主管",
    "admin": "系統管理者",
    "auditor": "稽核",
}
MODE_WORDS = {"light": "桌面淺色", "dark": "桌面深色", "phone": "手機", "print": "列印"}
FRAME = """<!doctype html>
<html lang="zh-Hant-TW">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>畫面總覽</title>
<style>
body { margin: 0; background: #eceff2; color: #1f2933; font: 14px/1.5 sans-serif; }
header { position: sticky; top: 0; padding: .5rem 1rem; background: #fff; border-bottom: 1px solid #c3cbd4; }
header label { margin-right: 1rem; }
h1 { display: inline; margin-right: 2rem; font-size: 1rem; }
section { margin: 1rem; padding: .5rem 1rem; background: #fff; border-radius: 6px; }
h2 { margin: 0 0 .5rem; font-size: 1rem; }
h2 small { color: #55616e; font-weight: 400; }
.row { display: flex; flex-wrap: wrap; gap: 1rem; align-items: start; }
figure { margin: 0; }
a { display: block; width: 20rem; height: 14rem; overflow: hidden; border: 1px solid #c3cbd4; }
.phone a { width: 9rem; }
img { width: 100%; }
.fault { color: #9c1c1c; font-weight: 600; }
</style>
"""
SCRIPT = """<script>
const chosen = (name) => new Set([...document.querySelectorAll(`input[name=${name}]:checked`)].map((box) => box.value));
function narrow() {
  const [roles, modes] = [chosen("role"), chosen("mode")];
  document.querySelectorAll("section").forEach((one) => (one.hidden = !roles.has(one.dataset.role)));
  document.querySelectorAll("figure").forEach((one) => (one.hidden = !modes.has(one.className)));
}
document.addEventListener("change", narrow);
</script>
"""


def write_index(pictures: Sequence[Picture], folder: Path) -> Path:
    """Write the page over all pictures, which stand page by page."""
    taken = [(key, list(group)) for key, group in groupby(pictures, key=lambda one: (one.role, one.address))]
    boxes = _boxes("role", ROLES) + _boxes("mode", {mode.name: MODE_WORDS[mode.name] for mode in MODES})
    body = "\n".join(_section(*key, group) for key, group in taken)
    index = folder / "index.html"
    index.write_text(f"{FRAME}<header><h1>畫面總覽：{len(taken)} 頁</h1>{boxes}</header>\n{body}\n{SCRIPT}", "utf-8")
    return index


def _boxes(name: str, choices: dict[str, str]) -> str:
    return "".join(
        f'<label><input type="checkbox" name="{name}" value="{value}" checked> {label}</label>'
        for value, label in choices.items()
    )


def _section(role: str, address: str, pictures: Sequence[Picture]) -> str:
    head = f"{escape(pictures[0].title)} <small>{ROLES[role]}　{escape(address)}</small>"
    shown = "".join(map(_figure, pictures))
    return f'<section data-role="{role}"><h2>{head}</h2><div class="row">{shown}</div></section>'


def _figure(one: Picture) -> str:
    words = f'<figcaption>{MODE_WORDS[one.mode]} <span class="fault">{escape(one.fault)}</span></figcaption>'
    image = f'<img loading="lazy" src="{escape(one.file)}" alt="{escape(one.title)}，{MODE_WORDS[one.mode]}">'
    return f'<figure class="{one.mode}"><a href="{escape(one.file)}">{image if one.file else ""}</a>{words}</figure>'
