"""The permissions at the desk: which role may open which page, and do which action (see test_roles.py)."""

# The columns of the tables below: the uploader, another contributor, then the other roles.
WHO = ("own", "contributor", "editor", "manager", "staff", "reader", "nobody")
STAFF = "ok ok ok ok ok login login"
HANDS_IN = "ok ok ok ok no login login"
HIS_OWN = "ok no ok ok no login login"
REVIEWS = "no no ok ok no login login"
MANAGES = "no no no ok no login login"
NOBODY = "no no no no no login login"

# Every URL of the desk by name. A new page must be added here with its roles, or a test fails.
PAGES = {
    "index": STAFF, "login": "no no no no no ok ok", "logout": "ok ok ok ok ok no no",
    "own_account": STAFF, "accounts_account": MANAGES,
    "accounts_auditentry_changelist": MANAGES, "accounts_auditentry_add": NOBODY,
    "accounts_auditentry_change": MANAGES, "accounts_auditentry_history": MANAGES,
    "accounts_auditentry_delete": NOBODY,
    "password_change": STAFF, "password_change_done": STAFF,
    "jsi18n": STAFF, "app_list": HANDS_IN, "autocomplete": REVIEWS, "view_on_site": STAFF, "catch-all": NOBODY,
    "archive_upload_changelist": HANDS_IN, "archive_upload_add": HANDS_IN, "archive_upload_change": HIS_OWN,
    "archive_upload_history": HIS_OWN, "archive_upload_delete": NOBODY, "archive_upload_review": HIS_OWN,
    "archive_upload_cut": HIS_OWN, "archive_upload_undo": HIS_OWN, "archive_upload_drafts": HIS_OWN,
    "archive_upload_places": HANDS_IN, "archive_deliveries": HANDS_IN, "archive_delivery": HIS_OWN,
    "archive_article_changelist": REVIEWS, "archive_article_add": REVIEWS, "archive_article_change": REVIEWS,
    "archive_article_history": REVIEWS, "archive_article_delete": MANAGES, "archive_article_withdraw": REVIEWS,
    "archive_likeness_changelist": REVIEWS, "archive_likeness_add": NOBODY, "archive_likeness_change": REVIEWS,
    "archive_likeness_history": REVIEWS, "archive_likeness_delete": NOBODY,
    "archive_reprintgroup_changelist": REVIEWS, "archive_reprintgroup_add": NOBODY,
    "archive_reprintgroup_change": REVIEWS, "archive_reprintgroup_history": REVIEWS,
    "archive_reprintgroup_delete": MANAGES,
    "archive_region_changelist": REVIEWS, "archive_region_add": MANAGES, "archive_region_change": REVIEWS,
    "archive_region_history": REVIEWS, "archive_region_delete": MANAGES,
    "search_pending_changelist": REVIEWS, "search_pending_add": NOBODY, "search_pending_change": REVIEWS,
    "search_pending_history": REVIEWS, "search_pending_delete": NOBODY,
    "auth_user_changelist": MANAGES, "auth_user_add": MANAGES, "auth_user_change": MANAGES,
    "auth_user_history": MANAGES, "auth_user_delete": MANAGES, "auth_user_password_change": MANAGES,
    "auth_group_changelist": MANAGES, "auth_group_add": MANAGES, "auth_group_change": MANAGES,
    "auth_group_history": MANAGES, "auth_group_delete": MANAGES,
}  # fmt: skip
# Editors may change these; only managers may delete them.
for noun in ("batch", "organization", "pilotunit", "program", "source", "topic"):
    PAGES |= {f"archive_{noun}_{page}": REVIEWS for page in ("changelist", "add", "change", "history")}
    PAGES[f"archive_{noun}_delete"] = MANAGES

# Every button of the review page, every form of the other pages, every action on rows selected in a list.
ACTIONS = {
    "move": HIS_OWN, "up": HIS_OWN, "down": HIS_OWN, "role": HIS_OWN, "join": HIS_OWN, "part": HIS_OWN,
    "split": HIS_OWN, "merge": HIS_OWN, "again": HIS_OWN, "save": HIS_OWN, "cut": HIS_OWN, "cut_line": HIS_OWN,
    "publish": REVIEWS, "publish_all": REVIEWS, "undo": HIS_OWN, "undo_delivery": HIS_OWN,
    "publish_drafts": REVIEWS, "withdraw": REVIEWS, "judge": REVIEWS, "hand_in": HANDS_IN,
    "correct": REVIEWS, "correct_lines": HIS_OWN, "unheard_of": NOBODY,
    "article publish_selected": REVIEWS, "article withdraw_selected": REVIEWS, "article delete_selected": MANAGES,
    "reprintgroup delete_selected": MANAGES, "region delete_selected": MANAGES,
    "batch delete_selected": MANAGES, "organization delete_selected": MANAGES, "pilotunit delete_selected": MANAGES,
    "program delete_selected": MANAGES, "source delete_selected": MANAGES, "topic delete_selected": MANAGES,
    "user delete_selected": MANAGES, "group delete_selected": MANAGES, "pending try_again": REVIEWS,
}  # fmt: skip
# These change nothing here even if they are allowed: they show another page, or have no effect.
WITHOUT_TRACE = {"again", "cut", "join", "part", "down"}
# These are answered with a message that says why they are not allowed.
REFUSED = {("own", "correct_lines")}
