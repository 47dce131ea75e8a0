"""A plugin for mypy: what a task may be given where a DAG is wired.

A task's body says what it receives when it runs. In the DAG the same argument is either that, or what another task
returns, of which there is only a reference so far. Airflow types the call of a task by its body alone, and says beside
it that this cannot be expressed; a plugin can. Names, numbers and plain values of the arguments stay checked.
"""

from __future__ import annotations

from collections.abc import Callable

from mypy.plugin import MethodSigContext, Plugin
from mypy.types import CallableType, FunctionLike, UnionType

CALL = "airflow.sdk.bases.decorator.Task.__call__"


class WiredTasks(Plugin):
    """Lets every argument of a decorated task be the result of another one."""

    def get_method_signature_hook(self, fullname: str) -> Callable[[MethodSigContext], FunctionLike] | None:
        """The hook for calls of a task, None for any other."""
        return or_results if fullname == CALL else None


def or_results(context: MethodSigContext) -> FunctionLike:
    """The signature in which each argument is what the body takes, or what calling a task gives."""
    body: CallableType = context.default_signature
    return body.copy_modified(arg_types=[UnionType.make_union([taken, body.ret_type]) for taken in body.arg_types])


def plugin(_version: str) -> type[Plugin]:
    """What mypy asks this file for."""
    return WiredTasks
