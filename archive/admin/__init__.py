"""The editors' site: ModelAdmins, a file for one model or a few, and in site.py the site that registers them."""
