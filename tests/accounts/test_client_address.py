"""Who asked is known behind a stated number of proxies, and nobody's header is believed otherwise."""

import pytest
from django.test import RequestFactory

from accounts.client_address import client_address, counted_address

PROXY, READER, INVENTED = "10.0.0.1", "203.0.113.7", "198.51.100.1"


def request(forwarded: str | None = None, connected: str = PROXY):
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return RequestFactory().get("/", headers=headers, REMOTE_ADDR=connected)


def test_without_proxies_no_header_is_believed(settings):
    settings.PROXIES = 0
    assert client_address(request(INVENTED, connected=READER)) == READER


def test_behind_one_proxy_only_the_address_that_it_added_is_believed(settings):
    settings.PROXIES = 1
    assert client_address(request(READER)) == READER
    assert client_address(request(f"{INVENTED}, {READER}")) == READER
    assert client_address(request(f"{READER}:51234")) == READER


def test_behind_two_proxies_the_last_but_one_address_is_the_reader(settings):
    settings.PROXIES = 2
    assert client_address(request(f"{INVENTED}, {READER}, 10.0.0.2")) == READER


@pytest.mark.parametrize("forwarded", [None, "", " , ", "unknown", "<script>", "999.1.1.1"])
def test_a_header_that_names_nobody_leaves_the_address_of_the_connection(settings, forwarded):
    settings.PROXIES = 1
    assert client_address(request(forwarded)) == PROXY


def test_a_chain_shorter_than_the_proxies_leaves_the_address_of_the_connection(settings):
    settings.PROXIES = 2
    assert client_address(request(INVENTED)) == PROXY


def test_a_connection_without_an_address_has_none(settings):
    assert client_address(request(connected="")) is None
    assert counted_address(request(connected="")) is None


@pytest.mark.parametrize(
    ("written", "address", "counted"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("[2001:db8:1:2::9]:443", "2001:db8:1:2::9", "2001:db8:1:2::"),
        ("::ffff:203.0.113.7", READER, READER),
        (READER, READER, READER),
    ],
)
def test_addresses_of_one_ipv6_line_are_counted_together(settings, written, address, counted):
    settings.PROXIES = 1
    assert client_address(request(written)) == address
    assert counted_address(request(written)) == counted
