"""What a table looks like to people: its periods, categories and measures, a chart where one is honest, a first page.

Pure: neither CKAN nor a database is known here. Sentences are not made here either: a finding is a code with numbers,
and `publication/figure_words.py` says it in the reader's language.
"""

# Grows with every change of a rule: what was made by an older one is made again (`satudata-publication previews`).
RULES = 4
