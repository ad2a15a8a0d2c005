"""The demo's CKAN configuration, written anew at each start; only the keys stay."""

import json
import os
import secrets

from devstack.folder import write_private
from devstack.profiles import DEMO, HOST, Profile

# Ours first: the first plugin wins for templates, permission labels and chained actions.
PLUGINS = (
    "satudata satudata_publication satudata_workflow satudata_metadata activity datastore datatables_view text_view "
    "scheming_datasets dcat structured_data harvest ckan_harvester"
)
ABOUT = (
    "**Portal peragaan.** Tabelnya nyata: angka publik empat kantor Kabupaten Banjarnegara, apa adanya. Orang, surat, dan "
    "keputusan di portal ini rekaan; ini bukan portal resmi kabupaten."
)
TEMPLATE = """\
# Written by dev/stack.py at each start: changes made here are lost.
[DEFAULT]
debug = false

[app:main]
use = egg:ckan
SECRET_KEY = {secret_key}
WTF_CSRF_SECRET_KEY = {csrf_key}
api_token.jwt.encode.secret = string:{token_key}
api_token.jwt.decode.secret = string:{token_key}

ckan.site_id = satudata-demo
ckan.site_url = {site_url}
ckan.site_title = Satu Data Banjarnegara
ckan.site_description = Portal contoh dengan data asli kabupaten
ckanext.satudata.authority = Pemerintah Kabupaten Banjarnegara (demonstrasi)
ckan.site_intro_text = {about}
ckan.site_about = {about}
ckan.featured_orgs = dinas-pertanian-perikanan-dan-ketahanan-pangan
# No picture of a person is asked for at another site.
ckan.gravatar_default = disabled
ckan.locale_default = id
# no mail leaves the demo: what officers are told stands on the page Pemberitahuan
smtp.server =
ckan.locales_offered = id en
ckan.locale_order = id en
ckan.favicon = /base/images/ckan.ico
REMEMBER_COOKIE_SAMESITE = Lax

sqlalchemy.url = {database}
ckan.datastore.write_url = {datastore_write}
ckan.datastore.read_url = {datastore_read}
solr_url = {solr_url}
# Consumers of harvest jobs wait for work without end; redis-py would give up after five seconds.
ckan.redis.url = redis://{host}:{redis_port}/1?socket_timeout=86400
ckan.harvest.mq.type = redis
ckan.storage_path = {storage}
ckan.max_resource_size = 100

ckan.plugins = {plugins}
ckanext.satudata.government = banjarnegara
ckanext.satudata.metadata.region = 33.04
scheming.dataset_schemas = ckanext.satudata.schemas:dataset.yaml ckanext.satudata.schemas:kegiatan.yaml
    ckanext.satudata.schemas:indikator.yaml ckanext.satudata.schemas:publikasi.yaml
scheming.presets = ckanext.scheming:presets.json ckanext.dcat.schemas:presets.yaml ckanext.satudata.schemas:presets.yaml
scheming.dataset_fallback = false
ckanext.dcat.rdf.profiles = euro_dcat_ap_3
ckanext.dcat.base_uri = {site_url}
ckan.views.default_views = datatables_view text_view

ckan.auth.anon_create_dataset = false
ckan.auth.create_unowned_dataset = false
ckan.auth.create_dataset_if_not_in_organization = false
ckan.auth.user_create_groups = false
ckan.auth.user_create_organizations = false
ckan.auth.user_delete_groups = false
ckan.auth.user_delete_organizations = false
ckan.auth.create_user_via_api = false
ckan.auth.create_user_via_web = false
ckan.auth.public_user_details = false
ckan.auth.public_activity_stream_detail = false
ckan.auth.allow_dataset_collaborators = false
ckan.datastore.sqlsearch.enabled = false
ckan.tracking_enabled = false

[loggers]
keys = root, ckan, ckanext, werkzeug
[handlers]
keys = console
[formatters]
keys = generic
[logger_root]
level = WARNING
handlers = console
[logger_ckan]
level = INFO
handlers = console
qualname = ckan
propagate = 0
[logger_ckanext]
level = INFO
handlers = console
qualname = ckanext
propagate = 0
[logger_werkzeug]
level = WARNING
handlers = console
qualname = werkzeug
propagate = 0
[handler_console]
class = StreamHandler
args = (sys.stderr,)
level = NOTSET
formatter = generic
[formatter_generic]
format = %(asctime)s %(levelname)-5.5s [%(name)s] %(message)s
"""


def site_url(profile: Profile = DEMO) -> str:
    return f"http://{HOST}:{profile.ports['web']}"


def plugins() -> str:
    """The demo's plugins; SATUDATA_DEMO_PLUGINS tries another list."""
    return os.environ.get("SATUDATA_DEMO_PLUGINS", PLUGINS)


def keys(profile: Profile) -> dict[str, str]:
    """Secret keys, made once: people stay logged in over a restart."""
    path = profile.folder / "keys.json"
    if not path.exists():
        made = {name: secrets.token_urlsafe(32) for name in ("secret_key", "csrf_key", "token_key")}
        write_private(path, json.dumps(made))
    return json.loads(path.read_text())


def text(profile: Profile = DEMO) -> str:
    values = {
        **keys(profile),
        "site_url": site_url(profile),
        "database": profile.url("ckan_default"),
        "datastore_write": profile.url("datastore_default"),
        "datastore_read": profile.url("datastore_default", "datastore_default"),
        "solr_url": profile.solr_url("ckan"),
        "host": HOST,
        "redis_port": profile.ports["redis"],
        "storage": str(profile.folder / "storage").replace("%", "%%"),
        "plugins": plugins(),
        "about": ABOUT,
    }
    return TEMPLATE.format(**values)
