"""What axe is asked to check on a page. All rules, or only those that depend on the colour scheme."""

# Without the lists of passed checks, which take longer than the checks.
ALL_RULES = {"resultTypes": ["violations"]}
COLOUR_RULES = {**ALL_RULES, "runOnly": ["color-contrast", "link-in-text-block"]}
