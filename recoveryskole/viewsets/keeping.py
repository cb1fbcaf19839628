"""What the views of the school's rows share: a no of the domain is a sentence, and nothing is stored."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.admin.views import generic

from recoveryskole.domain.keeping import delete, why_kept
from recoveryskole.domain.sign_ups import SchoolRefused


class SaysNo:
    """For a view that stores a form: what the domain refuses stands above the form, as it was filled in."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[misc,no-any-return]
        except SchoolRefused as refused:
            form.add_error(None, str(refused.message))
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined,no-any-return]


class CreateView(SaysNo, generic.CreateView):
    """Adds a row."""


class EditView(SaysNo, generic.EditView):
    """Changes a row."""


class DeleteView(generic.DeleteView):
    """Deletes a row that nothing rests on; of any other it says what to do instead."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.user_has_permission("delete") and (instead := why_kept(self.object)):
            return self._say_it_stays(instead)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            delete(self.object, by=self.request.user)
        except SchoolRefused as refused:
            return self._say_it_stays(str(refused.message))
        messages.success(self.request, self.get_success_message())
        return redirect(self.get_success_url())

    def _say_it_stays(self, instead: str) -> HttpResponse:
        messages.error(self.request, instead)
        return redirect(self.get_success_url())
