"""A browser and its system in two words, from the header User-Agent.

In: the header. Out: words such as "Firefox · Windows". The header may say anything; this only helps people to
recognize their own devices.
"""

from django.utils.translation import gettext

# The first word that occurs decides: many browsers also name others.
BROWSERS = (
    ("MicroMessenger", "WeChat"), ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari"), ("curl", "curl"),
)  # fmt: skip
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
    ("Windows", "Windows"), ("Macintosh", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def device_words(agent: str) -> str:
    found = (_first(agent, BROWSERS), _first(agent, SYSTEMS))
    return " · ".join(word for word in found if word) or gettext("认不出的浏览器")


def _first(agent: str, words: tuple[tuple[str, str], ...]) -> str:
    return next((name for sign, name in words if sign in agent), "")
