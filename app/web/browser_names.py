"""What a browser calls itself, in the words people know it by."""

# In the order to ask: most browsers also name those they descend from.
BROWSERS = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMS = {
    "Windows": "Windows",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


def browser_name(user_agent: str) -> str:
    """Browser and system ("Edge（Windows）"), or 「其他程式」."""
    browser = next((name for mark, name in BROWSERS.items() if mark in user_agent), "其他程式")
    system = next((name for mark, name in SYSTEMS.items() if mark in user_agent), None)
    return f"{browser}（{system}）" if system else browser
