"""What aiogram's models say of a request, and of an object that the server emits."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from .model import RefusedError

if TYPE_CHECKING:
    from aiogram.methods import TelegramMethod

# aiogram takes seconds to import, which a process that only runs the bot need not wait for.


@cache
def _methods() -> dict[str, type[TelegramMethod[Any]]]:
    import aiogram.methods
    from aiogram.methods import TelegramMethod

    classes = (getattr(aiogram.methods, name) for name in aiogram.methods.__all__)
    return {
        each.__api_method__.lower(): each
        for each in classes
        if issubclass(each, TelegramMethod) and each is not TelegramMethod
    }


def method_name(method: str) -> str:
    """Give a method's name as documented; Telegram ignores case.

    Raises:
        RefusedError: there is no such method.
    """
    try:
        return _methods()[method.lower()].__api_method__
    except KeyError:
        raise RefusedError(404, "Not Found: method not found") from None


def decode(method: str, raw: dict[str, Any]) -> dict[str, Any]:
    """Read the parameters of a form, in which all that is not text comes as JSON."""
    fields = _methods()[method.lower()].model_fields
    return {name: _decoded(value, fields[name].annotation if name in fields else str) for name, value in raw.items()}


def unknown_parameters(method: str, params: dict[str, Any]) -> set[str]:
    """Name the parameters that the method does not have; Telegram ignores them without a word."""
    return set(params) - set(_methods()[method.lower()].model_fields)


def check_request(method: str, params: dict[str, Any]) -> None:
    """Judge the parameters of a request.

    Raises:
        RefusedError: one is missing or of another type.
    """
    try:
        _methods()[method.lower()].model_validate(params)
    except ValidationError as error:
        first = error.errors()[0]
        raise RefusedError(400, f"Bad Request: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def check_emitted(kind: str, value: dict[str, Any]) -> dict[str, Any]:
    """Hold an object that the server emits against the type that it is to be."""
    import aiogram.types

    parsed = getattr(aiogram.types, kind).model_validate(value)
    if strange := set(_extras(parsed)):
        raise AssertionError(f"a {kind} has no {sorted(strange)}")
    return value


def _extras(model: BaseModel) -> Iterator[str]:
    yield from model.model_extra or ()
    for name in type(model).model_fields:
        value = getattr(model, name)
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, BaseModel):
                yield from _extras(each)


def _decoded(value: Any, annotation: Any) -> Any:
    if not isinstance(value, str) or _leaves(annotation) <= {str, type(None)}:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _leaves(annotation: Any) -> set[Any]:
    """Take a union apart."""
    from aiogram.client.default import Default

    if get_origin(annotation) not in {Union, UnionType}:
        return {annotation}
    return {part for part in get_args(annotation) if part is not Default}
