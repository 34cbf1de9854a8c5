"""Inside: runs cells through IPython's shell and keeps their outputs as a notebook does."""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.profiledir import ProfileDir
from traitlets.config import Config

Output = dict[str, Any]

MAX_OUTPUT_CHARACTERS = 4_000_000
"""Of all outputs of a cell together; a few figures fit, a flood of text does not."""


class Recorder:
    """Outputs of the running cell, in order; neighbouring text of one stream is one output."""

    def __init__(self) -> None:
        self.outputs: list[Output] = []
        self.room = MAX_OUTPUT_CHARACTERS

    def add(self, output: Output, size: int) -> None:
        if self.room <= 0:
            return
        self.room -= size
        if self.room > 0:
            self.outputs.append(output)
        else:
            self._say_cut()

    def write(self, stream: str, text: str) -> None:
        if self.room <= 0:
            return
        text = text[: self.room]
        self.room -= len(text)
        last = self.outputs[-1] if self.outputs else None
        if last and last["output_type"] == "stream" and last["name"] == stream:
            last["text"] += text
        else:
            self.outputs.append({"output_type": "stream", "name": stream, "text": text})
        if self.room <= 0:
            self._say_cut()

    def _say_cut(self) -> None:
        text = "\n[the rest of this cell's output was cut off]\n"
        self.outputs.append({"output_type": "stream", "name": "stdout", "text": text})


class RecordedStream(io.TextIOBase):
    """Stands for stdout or stderr."""

    def __init__(self, recorder: Recorder, name: str) -> None:
        self._recorder = recorder
        self.name = name

    def write(self, text: str) -> int:
        self._recorder.write(self.name, str(text))
        return len(text)

    def writable(self) -> bool:
        return True

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return "utf-8"


class RecordingPublisher(DisplayPublisher):
    """Keeps what `display` shows."""

    recorder: Recorder

    def publish(  # type: ignore[override]
        self, data: dict[str, Any], metadata: dict[str, Any] | None = None, **_: Any
    ) -> None:
        bundle = _text_only(data)
        self.recorder.add(
            {"output_type": "display_data", "data": bundle, "metadata": _plain(metadata)},
            _size(bundle),
        )

    def clear_output(self, wait: bool = False) -> None:
        self.recorder.outputs.clear()


class RecordingHook(DisplayHook):
    """Keeps the value of a cell's last line."""

    recorder: Recorder

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(
        self, format_dict: Mapping[str, Any], md_dict: Mapping[str, Any] | None = None
    ) -> None:
        bundle = _text_only(format_dict)
        self.recorder.add(
            {
                "output_type": "execute_result",
                "data": bundle,
                "metadata": _plain(md_dict),
                "execution_count": self.prompt_count,
            },
            _size(bundle),
        )

    def finish_displayhook(self) -> None:
        pass


class Shell(InteractiveShell):
    """IPython's shell without a terminal, a history file or a kernel."""

    def __init__(self, scratch: str) -> None:
        config = Config()
        config.HistoryManager.enabled = False
        config.HistoryManager.hist_file = ":memory:"
        config.InteractiveShell.colors = "nocolor"
        super().__init__(
            config=config,
            profile_dir=ProfileDir.create_profile_dir(scratch),
            displayhook_class=RecordingHook,
            display_pub_class=RecordingPublisher,
        )
        self.recorder = Recorder()
        self._attach()

    def enable_gui(self, gui: str | None = None) -> None:
        """There is no screen."""

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        name = getattr(etype, "__name__", "Exception")
        try:
            text = str(evalue)
        except BaseException:
            text = ""
        lines = [str(line) for line in stb]
        self.recorder.add(
            {"output_type": "error", "ename": name, "evalue": text, "traceback": lines},
            len(text) + sum(map(len, lines)),
        )

    def run(self, source: str) -> tuple[list[Output], int]:
        """Run a cell as Jupyter would; its outputs and its execution count."""
        self.recorder = Recorder()
        self._attach()
        count = self.execution_count
        streams = sys.stdout, sys.stderr
        sys.stdout = RecordedStream(self.recorder, "stdout")
        sys.stderr = RecordedStream(self.recorder, "stderr")
        try:
            self.run_cell(source, store_history=True)
        finally:
            sys.stdout, sys.stderr = streams
        return self.recorder.outputs, count

    def _attach(self) -> None:
        publisher, hook = self.display_pub, self.displayhook
        assert isinstance(publisher, RecordingPublisher)
        assert isinstance(hook, RecordingHook)
        publisher.recorder = hook.recorder = self.recorder


def use_inline_figures(shell: Shell) -> None:
    """Show open figures below the cell that made them, as a notebook does."""
    from matplotlib_inline.backend_inline import configure_inline_support, flush_figures

    backend = "module://matplotlib_inline.backend_inline"
    import matplotlib

    matplotlib.use(backend)
    matplotlib.interactive(True)
    configure_inline_support(shell, backend)
    shell.events.register("post_execute", flush_figures)


def _text_only(bundle: Mapping[str, Any]) -> dict[str, Any]:
    """A mime bundle that fits into JSON: bytes in base64, text as it is."""
    import base64

    clean: dict[str, Any] = {}
    for mime, content in bundle.items():
        if isinstance(content, bytes):
            clean[str(mime)] = base64.b64encode(content).decode()
        elif isinstance(content, str):
            clean[str(mime)] = str(content)
        elif isinstance(content, dict | list) and str(mime).endswith("json"):
            clean[str(mime)] = content
    return clean


def _size(bundle: Mapping[str, Any]) -> int:
    return sum(len(str(content)) for content in bundle.values())


def _plain(metadata: Mapping[str, Any] | None) -> dict[str, Any]:
    """Output metadata is for front ends; none of the course's needs it."""
    return {}
