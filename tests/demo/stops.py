"""A load that is stopped in the middle."""

from dataclasses import replace

import pytest

from marketplace.demo.loading import council
from marketplace.demo.loading.council import STAGES
from marketplace.demo.loading.load import Load


def stop_in(monkeypatch: pytest.MonkeyPatch, name: str, exception: BaseException) -> None:
    """Let the named stage end in the exception when all of it is done, but nothing of it committed."""

    def load_and_stop(load: Load) -> None:
        next(stage for stage in STAGES if stage.name == name).load(load)
        raise exception

    stages = [replace(stage, load=load_and_stop) if stage.name == name else stage for stage in STAGES]
    monkeypatch.setattr(council, "STAGES", stages)
