"""A request's calls find room: no depth at which each small call fetches memory from the system."""

import resource

from django.http import HttpResponse

from config.middleware import DeepCallsMiddleware

DEPTHS = 300
CALLS = 400


def small() -> None:
    """A call as a template makes thousands of."""


def faults_at(depth: int) -> int:
    """How often memory is fetched while so deep a call makes many small ones."""
    if depth:
        return faults_at(depth - 1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _call in range(CALLS):
        small()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def worst(ask) -> int:
    return max(ask(depth) for depth in range(DEPTHS))


def test_no_depth_of_a_request_fetches_memory_for_each_call() -> None:
    def ask(depth: int) -> int:
        response = HttpResponse()
        response.faults = faults_at(depth)
        return response

    answer = DeepCallsMiddleware(ask)
    assert worst(lambda depth: answer(depth).faults) < CALLS / 4


def test_without_it_some_depth_does() -> None:
    """When this fails, the interpreter has learnt it, and the middleware can go."""
    assert worst(faults_at) >= CALLS
