"""Equal work is done once, its progress reaches everybody, and who no longer wants it leaves or stops it."""

import multiprocessing
import threading
import time

import pytest

from broker.errors import NotAllowed, WorkStopped
from broker.jobs import Jobs, Stop, alone


def at_once(*acts):
    """Carry out acts in threads of their own; return what each gave or raised, in order."""
    given = [None] * len(acts)

    def carry_out(k):
        try:
            given[k] = acts[k]()
        except Exception as error:
            given[k] = error

    threads = [threading.Thread(target=carry_out, args=(k,)) for k in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return given


def test_equal_work_at_once_is_done_once():
    jobs, done, everybody = Jobs(), [], threading.Barrier(8)

    def work(tell):
        done.append(1)
        time.sleep(0.3)  # the others have come to ask long before it is done
        return "made"

    def ask():
        everybody.wait(10)
        return jobs.once("it", work)

    assert at_once(*[ask] * 8) == ["made"] * 8
    assert done == [1]
    assert jobs.once("it", lambda tell: "anew") == "anew"


def test_a_refusal_reaches_everybody_who_waits():
    def refuse(tell):
        raise NotAllowed("No.")

    jobs = Jobs()
    for _ in range(2):
        with pytest.raises(NotAllowed):
            jobs.once("it", refuse)


class Steps:
    """Work of four steps, each begun when the test says so."""

    def __init__(self):
        self.begun, self.go = threading.Semaphore(0), threading.Semaphore(0)
        self.times = 0

    def __call__(self, tell):
        self.times += 1
        for step in range(4):
            tell("counting", step / 4)
            self.begun.release()
            assert self.go.acquire(timeout=10)
        return "made"


def test_who_waits_hears_how_far_it_is_and_may_leave_without_stopping_it():
    jobs, steps, stop, heard = Jobs(), Steps(), Stop(), []

    def first():
        return jobs.once("it", steps)

    def second():
        assert steps.begun.acquire(timeout=10)
        return jobs.once("it", steps, stop.watching(lambda sentence, share: heard.append(share)))

    def drive():
        while not heard and steps.times:
            steps.go.release()
            time.sleep(0.05)
            if len(heard) >= 1:
                stop()
        for _ in range(4):
            steps.go.release()

    made, left, _ = at_once(first, second, lambda: (time.sleep(0.3), drive()))
    assert made == "made"
    assert isinstance(left, WorkStopped)
    assert heard
    assert steps.times == 1


def test_work_stopped_by_who_began_it_is_taken_up_by_who_waits():
    jobs, stop, begun = Jobs(), Stop(), threading.Event()
    times = []

    def work(tell):
        times.append(1)
        for step in range(100):
            tell("counting", step / 100)
            begun.set()
            if len(times) == 1:
                time.sleep(0.02)
        return "made"

    def second():
        assert begun.wait(10)
        return jobs.once("it", work)

    def third():
        assert begun.wait(10)
        time.sleep(0.2)
        stop()

    left, made, _ = at_once(lambda: jobs.once("it", work, stop.watching()), second, third)
    assert isinstance(left, WorkStopped)
    assert "Nothing is half-written" in str(left)
    assert made == "made"
    assert len(times) == 2


def _hold(path, ready, go):
    with alone(path, lambda sentence, share: None):
        ready.set()
        go.wait(20)


def test_another_process_that_makes_the_same_is_waited_for_and_the_wait_may_be_stopped(tmp_path):
    context = multiprocessing.get_context("spawn")
    ready, go, path, said = context.Event(), context.Event(), tmp_path / "under-way" / "it.lock", []
    other = context.Process(target=_hold, args=(path, ready, go))
    other.start()
    try:
        assert ready.wait(60)
        stop = Stop()
        threading.Timer(0.3, stop).start()
        with pytest.raises(WorkStopped), alone(path, stop.watching(lambda sentence, share: said.append(sentence))):
            pytest.fail("two at once")
        assert said[0] == "Waiting for another process that makes the same"
        threading.Timer(0.2, go.set).start()
        with alone(path, lambda sentence, share: said.append(sentence)):
            assert go.is_set()
    finally:
        go.set()
        other.join(20)
    assert not path.exists()


def test_without_a_place_for_a_lock_nobody_waits(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with alone(tmp_path / "file" / "it.lock", lambda sentence, share: pytest.fail("waits")):
        pass
