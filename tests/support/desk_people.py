"""Logged-in clients for the tests of the desk."""

from django.contrib.auth.models import Permission, User
from django.test import Client


def editor() -> Client:
    """A client with all rights."""
    return _logged_in(User.objects.create_superuser("editor"))


def viewer() -> Client:
    """A client of a staff member who may view everything and change nothing."""
    return person_who_may(*Permission.objects.filter(codename__startswith="view_").values_list("codename", flat=True))


def person_who_may(*codenames: str) -> Client:
    user = User.objects.create_user("somebody", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return _logged_in(user)


def _logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def form_of(client: Client, address: str) -> dict[str, str]:
    """Returns what a browser would post from an admin page, unchanged: fields and management forms of inlines."""
    context = client.get(address).context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.initial_forms]
    data = {}
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is not None and value is not False:
                data[bound.html_name] = value
    return data
