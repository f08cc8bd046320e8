"""Static files under names that hold their digests, modules of JavaScript included."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class ModuleStaticFilesStorage(ManifestStaticFilesStorage):
    """As Django's, and what a module imports is named by its digest too: else a browser would mix two versions."""

    support_js_module_import_aggregation = True
