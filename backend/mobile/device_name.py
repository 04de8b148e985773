"""What a browser calls the device it runs on, in words that its owner recognises."""

KNOWN = (
    ("ipad", "iPad"),
    ("iphone", "iPhone"),
    ("harmony", "HarmonyOS"),
    ("android", "Android"),
    ("windows", "Windows"),
    ("mac os", "Mac"),
    ("linux", "Linux"),
)


def device_name(user_agent: str) -> str:
    """`iPhone`, `Android, WeChat`; empty where nothing is known."""
    plain = user_agent.lower()
    system = next((name for mark, name in KNOWN if mark in plain), "")
    return ", ".join(part for part in (system, "WeChat" if "micromessenger" in plain else "") if part)
