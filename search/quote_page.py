"""The page of the quote check.

In: a passage, in the address or as a form. Out: the verdicts. A passage that fits into an address is redirected to it,
so that the result can be linked; a longer one is answered as it comes.
"""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from search.checked_quote import CheckedQuote
from search.quote_check import check_quote
from search.quote_form import QuoteForm
from search.quotes.pasted_quote import LONGEST, MOST_SENTENCES

# Bytes of the longest query part that a result is linked by. Proxies and mail programs cut much longer addresses.
LONGEST_LINK = 4000


# It changes nothing, and nobody should be told that the form is out of date.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def quote(request: HttpRequest) -> HttpResponse:
    form = QuoteForm(request.POST if request.method == "POST" else request.GET)
    text = form.quote()
    link = urlencode({"q": text}, errors="replace")
    if request.method == "POST" and not form.is_cut() and len(link) <= LONGEST_LINK:
        return redirect(f"{reverse('quote')}?{link}" if text else reverse("quote"))
    checked = check_quote(text) if text else CheckedQuote()
    if not checked.has_index:
        return render(request, "search/unready.html", {"query": ""}, status=503)
    context = {
        "quote": text,
        "checked": checked,
        "is_cut": form.is_cut(),
        "longest": LONGEST,
        "most_sentences": MOST_SENTENCES,
        "link": request.build_absolute_uri(f"?{link}") if text and len(link) <= LONGEST_LINK else "",
    }
    return render(request, "search/quote.html", context)
