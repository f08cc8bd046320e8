"""Many changes to tables that exist, for the price of one."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class InOneGo(Operation):
    """Runs operations that only add to existing tables (fields, constraints, indexes, triggers) on their joint outcome.

    Django builds the classes of a model, and of every model related to it, anew after each operation. Workshop tables,
    their audit tables and their triggers make hundreds of operations on closely related models: 20 seconds, of which
    the database takes one. None of these operations needs to see the state in the middle, so here it is built once.
    """

    reduces_to_sql = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        # A state whose classes are not built yet has nothing to rebuild; they are built when somebody asks for them.
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, to_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        # Backwards, what is taken away is described by the state that still has it.
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, from_state)

    def references_model(self, name: str, app_label: str) -> bool:
        return any(operation.references_model(name, app_label) for operation in self.operations)

    def describe(self) -> str:
        return f"Add {len(self.operations)} fields, constraints, indexes and triggers"

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        return (type(self).__name__, [], {"operations": self.operations})
