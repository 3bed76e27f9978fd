"""A person who uses the keyboard alone."""

from playwright.sync_api import Page

FOCUSED = """
() => {
  const element = document.activeElement;
  const label = element.labels?.[0]?.innerText ?? "";
  return [element.getAttribute("aria-label"), label, element.innerText, element.name]
    .filter(Boolean)
    .map((text) => text.replace(/\\s+/g, " ").trim());
}
"""
IN_GROUP = """
([group, field]) => {
  const element = document.activeElement;
  const name = element.closest("[role=group]")?.innerText ?? "";
  return name.trim().startsWith(group) && (element.name ?? "").endsWith(field);
}
"""
MOST_TABS = 90


class Keyboard:
    def __init__(self, page: Page):
        self.page = page

    def tab_to(self, name: str) -> None:
        """Press Tab until what is focused goes by this name."""
        seen = []
        for _ in range(MOST_TABS):
            names = self.page.evaluate(FOCUSED)
            if any(text == name or text.startswith(f"{name} ") for text in names):
                return
            seen.append(names)
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never came to “{name}”, but to {seen}")

    def follow(self, name: str) -> None:
        """Go to a link or button and press Enter; wait for the page it leads to."""
        self.page.keyboard.press("Tab")
        self.tab_to(name)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.page.wait_for_load_state("networkidle")

    def press(self, name: str) -> None:
        """Go to a button that stays on the page and press it."""
        self.tab_to(name)
        self.page.keyboard.press("Enter")

    def type(self, name: str, text: str) -> None:
        """Go to a field and type over what is in it."""
        self.tab_to(name)
        if self._is_date():
            self.page.keyboard.type(text)
        else:
            self.replace(text)

    def tab_to_field_of(self, group: str, field: str) -> None:
        """Go to a field of a named group of fields."""
        for _ in range(MOST_TABS):
            if self.page.evaluate(IN_GROUP, [group, field]):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never came to {field} of “{group}”")

    def replace(self, text: str) -> None:
        """Type over what is in the field."""
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def choose(self, name: str, option: str) -> None:
        """Go to a choice and type the beginning of an option."""
        self.tab_to(name)
        self.page.keyboard.type(option)

    def save(self) -> None:
        """Enter, wherever one is in the form."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.page.wait_for_load_state("networkidle")

    def _is_date(self) -> bool:
        return self.page.evaluate("document.activeElement.type") == "date"
