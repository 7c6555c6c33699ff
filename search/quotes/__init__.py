"""The pure part of the quote check: a pasted text is cut into sentences, and each is compared with a printed text.

Read quoted_sentences.py, pasted_quote.py, comparable_text.py, alignment.py, same_passage.py. search/quote_check.py
brings them together with the index and the database.
"""
