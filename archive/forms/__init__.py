"""Forms and form fields that several rooms use: address queries, typed text, the fields of a story."""
