"""What setup.cfg cannot say: two folders of the repository are mapped into the package, with their data files."""

from setuptools import find_namespace_packages, setup

TEXTS = ("html", "txt", "js", "css", "yml", "yaml", "json", "csv", "xml", "svg", "ini", "mako", "md")
LISTS = ("yaml", "json", "csv", "csv.gz", "html", "css", "txt", "md")
DATA = [f"**/*.{ending}" for ending in TEXTS] + ["**/public/**/*", "**/assets/**/*"]

setup(
    packages=[
        # The namespace finder also takes folders without __init__.py: templates, migration/*/versions.
        *find_namespace_packages(
            include=["ckanext.satudata", "ckanext.satudata.*"],
            exclude=["ckanext.satudata.tests", "ckanext.satudata.tests.*", "*__pycache__*"],
        ),
        "ckanext.satudata.schemas",
        "ckanext.satudata.i18n",
    ],
    # No key "" here: setuptools would lose every data file, without a word.
    package_dir={"ckanext.satudata.schemas": "schemas", "ckanext.satudata.i18n": "i18n"},
    include_package_data=False,
    package_data={
        "ckanext.satudata": DATA,
        "ckanext.satudata.schemas": [f"**/*.{ending}" for ending in LISTS],
        "ckanext.satudata.i18n": ["*.pot", "*/LC_MESSAGES/*.po", "*/LC_MESSAGES/*.mo"],
    },
    exclude_package_data={"ckanext.satudata": ["tests/**/*"]},
)
