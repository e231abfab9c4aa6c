"""How form fields are drawn: one template for a field, one class for each kind of control."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.forms import widgets
from django.forms.renderers import TemplatesSetting

if TYPE_CHECKING:
    from django.http import HttpRequest


class Renderer(TemplatesSetting):
    """Draws fields by `components/field.html` and gives controls the class of our style."""

    field_template_name = "components/field.html"

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        """Add the class to a control that has none of its own, then draw it.

        A field never shows its name as an example inside it: that vanishes on typing.
        """
        widget = context.get("widget")
        if widget and "attrs" in widget:
            widget["attrs"].pop("placeholder", None)
            name = _class_of(widget.get("template_name", ""), widget.get("type", ""))
            if name:
                widget["attrs"].setdefault("class", name)
        return super().render(template_name, context, request)


def _class_of(template: str, kind: str) -> str:
    if template.endswith("/textarea.html"):
        return "pp-textarea"
    if template.endswith("/select.html"):
        return "pp-select"
    plain = kind not in {"hidden", "checkbox", "radio", "submit"}
    return "pp-input" if plain and "/widgets/" in template and kind else ""


class DateInput(widgets.DateInput):
    """A day, chosen with the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        """Write days the way that browsers read them."""
        super().__init__(format="%Y-%m-%d")
