"""Imports: a file is handed in, its columns are told, what is wrong is shown, and then it is imported, as one act."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.utils.timezone import now

from claims.admin.import_forms import ColumnsForm, OptionsForm, SettleForm, may_write_over
from claims.admin.pages import ChosenRows, WholeWidth, number
from claims.curation.change_sets import undoings
from claims.curation.imports import background, forgetting, pipeline, rejects
from claims.curation.imports.decoding import NAMES
from claims.curation.imports.files import Unfit, pieces_of
from claims.curation.imports.reading import TABLES, beginning
from claims.curation.imports.remarks import remarks_on
from claims.curation.imports.room import NoRoom, telling_of_a_full_disk
from claims.curation.imports.rows import written
from claims.curation.rights import Right, may
from claims.models.imports import (
    ColumnMapping,
    Import,
    ImportActor,
    ImportProblem,
    ImportState,
    Severity,
    Task,
)
from claims.models.reviewing import ChangeSet

FIRST_ROWS = 6
PROBLEMS_A_PAGE, ACTORS_A_PAGE = 50, 20
# Seconds after which the page of a file that is being worked on is loaded again.
RELOAD = 2
# Seconds for which a page waits until no other import is being written; then it is left to the thread.
PATIENCE = 2.0


class HandInForm(forms.ModelForm):
    file = forms.FileField(
        help_text="CSV or XLSX with a row for each claim and participant, NDJSON with documents as the API gives them, "
        "or the tables folder of a release as ZIP. Nothing is imported yet."
    )

    class Meta:
        model = Import
        fields = ()

    def clean_file(self) -> Import:
        upload = self.cleaned_data["file"]
        try:
            return pipeline.stage(pieces_of(upload.file), upload.name, self.by)
        except (Unfit, NoRoom) as refusal:
            raise ValidationError(str(refusal)) from refusal

    by: Any = None


@admin.register(Import)
class ImportAdmin(WholeWidth, ChosenRows):
    list_display = ("name", "format", "by", "status", "found", "created_at")
    list_filter = ("state", "format")
    search_fields = ("name",)
    list_select_related = ("by",)
    list_per_page = 50
    show_full_result_count = False
    form = HandInForm
    fields = ("file",)

    class Media:
        css = {"all": ["claims/curation.css", "claims/imports.css"]}

    # --- Who may ---------------------------------------------------------------------------------

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Right.IMPORT)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request.user, Right.IMPORT)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request.user, Right.IMPORT) or super().has_view_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A file that is another's is deleted by whoever may undo what is another's."""
        return super().has_delete_permission(request, obj) and (obj is None or self._may_forget(request, obj))

    @staticmethod
    def _may_forget(request: HttpRequest, job: Import) -> bool:
        return job.by_id == request.user.pk or may(request.user, Right.PUBLISH)

    # --- Columns of the list ---------------------------------------------------------------------

    @admin.display(description="state", ordering="state")
    def status(self, job: Import) -> SafeString:
        shown = job.get_task_display() if job.task else job.get_state_display()
        return format_html(
            '<span class="state state-{}">{}</span>', "published" if job.state == "done" else "draft", shown
        )

    @admin.display(description="claims")
    def found(self, job: Import) -> str:
        counts = _counted(job)
        if not counts:
            return ""
        if job.state == ImportState.DONE:
            told = {"made": "made", "updated": "updated", "skip": "left as they are", "rejected": "rejected"}
            return ", ".join(f"{counts[name]} {word}" for name, word in told.items() if counts[name] or name == "made")
        return f"{counts['claims']} in the file, {counts['rejected']} with something wrong"

    # --- Handing in ------------------------------------------------------------------------------

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"by": request.user})

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        form.save_m2m = lambda: None  # the import is kept by now
        return form.cleaned_data["file"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """It is kept already: to be read it had to be."""

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        if obj.format not in TABLES:
            self._do(request, obj, Task.CHECK)
        return HttpResponseRedirect(reverse("admin:claims_import_change", args=[obj.pk]))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """A file that was handed in leads to its own page, and nowhere else."""
        context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Import]:
        return super().get_queryset(request).select_related("by", "progress")

    # --- The page of an import -------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view
        return [
            path("<path:object_id>/actors/", page(self.actors_view), name="claims_import_actors"),
            path("<path:object_id>/rejected/", page(self.rejected_view), name="claims_import_rejected"),
            *super().get_urls(),
        ]

    def _job(self, request: HttpRequest, object_id: str) -> Import | None:
        job: Import | None = self.get_object(request, unquote(object_id))
        allowed = self.has_change_permission if request.method == "POST" else self.has_view_permission
        if not allowed(request, job):
            raise PermissionDenied
        return job

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        job = self._job(request, object_id)
        if job is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        open_ = job.state != ImportState.DONE and not job.task
        posted = request.POST if request.method == "POST" and open_ else None
        columns = ColumnsForm(job, request.user, posted) if job.format in TABLES else None
        options = OptionsForm(posted, instance=job)
        if posted is not None and options.is_valid() and (columns is None or columns.is_valid()):
            self._keep(request, job, columns, options)
            return HttpResponseRedirect(request.get_full_path())
        response = TemplateResponse(request, "admin/claims/import.html", self._context(request, job, columns, options))
        if job.task:
            response["Refresh"] = str(RELOAD)
        return response

    def _keep(self, request: HttpRequest, job: Import, columns: ColumnsForm | None, options: OptionsForm) -> None:
        """What was told of the file, and then what the button asks for."""
        if columns is not None:
            job.mapping = columns.mapping()
            if name := columns.cleaned_data["save_as"]:
                kept = {"mapping": job.mapping, "day_first": job.day_first, "by": request.user, "updated_at": now()}
                ColumnMapping.objects.update_or_create(name=name, defaults=kept)
                messages.success(request, f"The columns are kept as “{name}”, for the next file like this.")
            if chosen := columns.cleaned_data["use"]:
                job.mapping = {name: held for name, held in chosen.mapping.items() if name in job.header}
                job.day_first = chosen.day_first
        job.save()
        task = Task.COMMIT if "_import" in request.POST else Task.CHECK
        self._do(request, job, task, options.cleaned_data["reason"])

    def _do(self, request: HttpRequest, job: Import, task: Task, reason: str = "") -> None:
        """At once where it takes a moment, else in the background; what stands against it is told."""
        if told := pipeline.not_ready(job):
            for sentence in told:
                messages.error(request, sentence)
            return
        if job.size > background.AT_ONCE and background.is_at_work():
            background.ask(job, task, request.user, reason)
            return
        try:
            with transaction.atomic():
                if task == Task.CHECK:
                    pipeline.check(job)
                    return
                try:
                    done = pipeline.commit(job, request.user, reason=reason, patience=PATIENCE)
                except pipeline.Refused as refusal:
                    messages.error(request, f"{refusal} See below.")
                    return
        except pipeline.Busy as busy:
            if background.is_at_work():
                background.ask(job, task, request.user, reason)
            else:
                messages.error(request, str(busy))
            return
        except (pipeline.NotReady, Unfit, NoRoom) as refusal:
            messages.error(request, str(refusal))
            return
        what = {0: "", 1: " It is a draft; to publish it is another act."}.get(
            done.counts["made"], " They are drafts; to publish them is another act."
        )
        messages.success(request, f"Imported: {self.found(done)}.{what}")

    def _context(
        self, request: HttpRequest, job: Import, columns: ColumnsForm | None, options: OptionsForm
    ) -> dict[str, Any]:
        problems = ImportProblem.objects.filter(of=job)
        severity = request.GET.get("severity")
        if severity in Severity.values:
            problems = problems.filter(severity=severity)
        counts = _counted(job)
        pages = Paginator(problems, PROBLEMS_A_PAGE)
        if counts and severity not in Severity.values:
            pages.count = counts["errors"] + counts["warnings"]
        elif counts:
            pages.count = counts["errors" if severity == Severity.ERROR else "warnings"]
        undecided = ImportActor.objects.filter(of=job, decided_at=None).count() if job.state != ImportState.DONE else 0
        return {
            **self._page(request, job, f"Import of {job.name}"),
            "columns": columns,
            "rows": self._first_rows(job) if columns is not None else (),
            "options": options,
            "encoding": NAMES.get(job.encoding, job.encoding),
            "counts": counts,
            "remarks": remarks_on(job) if counts else (),
            "change_set": _change_set(job),
            "problems": pages.get_page(request.GET.get("p")),
            "severity": severity,
            "undecided": undecided,
            "is_open": job.state != ImportState.DONE and not job.task,
            "is_checked": job.state == ImportState.CHECKED,
            "may_change": self.has_change_permission(request, job),
            "done_rows": job.progress.rows if job.task and hasattr(job, "progress") else 0,
        }

    def _page(self, request: HttpRequest, job: Import, title: str) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "media": self.media,
            "job": job,
            "is_nav_sidebar_enabled": False,
            "has_delete_permission": self.has_delete_permission(request, job),
        }

    def _first_rows(self, job: Import) -> list[tuple[int, list[str]]]:
        try:
            with telling_of_a_full_disk():
                return [(row.number, [written(cell)[:120] for cell in row.cells]) for row in beginning(job, FIRST_ROWS)]
        except (Unfit, NoRoom):
            return []

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        """What it did to the workshop is a change set; what was undone of it, another."""
        job: Import | None = self.get_object(request, unquote(object_id))
        made = _change_set(job) if job else None
        told = {"told": "" if made else "Nothing was imported of this file: it changed no record."}
        found = {"change_sets": [made, *undoings(made)] if made else []}
        return super().history_view(request, object_id, told | found | (extra_context or {}))

    # --- Actors to settle ------------------------------------------------------------------------

    def actors_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The actors on which a person has to decide, some at a time; what is decided is kept, then all is checked."""
        job = self._job(request, object_id)
        if job is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        rows = ImportActor.objects.filter(of=job, decided_at=None)
        back = reverse("admin:claims_import_change", args=[job.pk])
        if request.method == "POST":
            asked = list(rows.filter(pk__in=[n for n in map(number, request.POST.getlist("row")) if n is not None]))
            form_set = [SettleForm(row, self.admin_site, request.POST) for row in asked]
            if sum(not form.is_valid() for form in form_set) == 0:  # each is asked, so that each shows its errors
                count = sum(form.decide() for form in form_set)
                messages.success(request, f"{count} of {len(asked)} decided.")
                left = rows.exists()
                if not left:
                    self._do(request, job, Task.CHECK)
                return HttpResponseRedirect(request.get_full_path() if left else back)
            page = None
        else:
            page = Paginator(rows, ACTORS_A_PAGE).get_page(request.GET.get("p"))
            form_set = [SettleForm(row, self.admin_site) for row in page]
        context = {
            **self._page(request, job, f"Actors to settle: {job.name}"),
            "forms": form_set,
            "page": page,
            "back": back,
        }
        context["media"] = sum((form.media for form in form_set), self.media)
        return TemplateResponse(request, "admin/claims/import_actors.html", context)

    # --- Rejected rows ---------------------------------------------------------------------------

    def rejected_view(self, request: HttpRequest, object_id: str) -> HttpResponse | StreamingHttpResponse:
        """The rows that are not right, as a file to correct and hand in again."""
        job = self._job(request, object_id)
        if job is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        name, media_type = rejects.name_of(job)
        response = StreamingHttpResponse(rejects.rejected(job), content_type=media_type)
        response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
        return response

    # --- Deleting --------------------------------------------------------------------------------

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """The file goes with its import, and so does what was found in it; pieces and problems are not listed."""
        return (
            [f"Import: {job}, with its file; what was imported of it stays" for job in objs],
            {"imports": len(objs)},
            set(),
            [f"“{job}” is another's: leave it out." for job in objs if not self._may_forget(request, job)],
        )

    def delete_model(self, request: HttpRequest, obj: Import) -> None:
        self.delete_queryset(request, Import.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Import]) -> None:
        forgetting.forget(list(queryset.values_list("pk", flat=True)))


def _change_set(job: Import) -> ChangeSet | None:
    """What the import changed; None where it was not done, or found all there as it is."""
    number = job.counts.get("change_set")
    return ChangeSet.objects.filter(pk=number).first() if number else None


def _counted(job: Import) -> dict[str, Any]:
    """What the last check, or the import, found and did; nothing where there was none."""
    counts: dict[str, Any] = job.counts
    return counts if "claims" in counts else {}


@admin.register(ColumnMapping)
class ColumnMappingAdmin(ChosenRows):
    list_display = ("name", "by", "updated_at")
    list_select_related = ("by",)
    search_fields = ("name",)
    fields = ("name", "holds", "day_first", "by", "updated_at")
    readonly_fields = ("holds", "by", "updated_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # kept from the page of an import

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or may_write_over(request.user, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or may_write_over(request.user, obj))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        to_delete, counts, perms, protected = super().get_deleted_objects(objs, request)
        others = [f"“{kept}” is another's: leave it out." for kept in objs if not may_write_over(request.user, kept)]
        return to_delete, counts, perms, [*protected, *others]

    @admin.display(description="columns")
    def holds(self, kept: ColumnMapping) -> SafeString | str:
        return "\n".join(f"{column}: {target}" for column, target in kept.mapping.items())
