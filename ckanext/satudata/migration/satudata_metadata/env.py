from ckanext.satudata.migrations import run

run(__file__)
