"""Everything that tallystick raises on purpose.

    TallystickError
      UsageError             the call is wrong                                  CLI exit 2
        SettingsError        an option or setting has a value that cannot be used
        UnknownEventError    no event with this id at this time
        UnknownReportError   no report with this id, or no original of it
      DataError              this input cannot be used; in a batch it becomes a `Problem`
        UnreadableReportError  the bytes hold no readable report
        FetchError           an address gives no page; `code` says why
      ModelMissingError      no English pipeline is installed                   CLI exit 2
      ExtraMissingError      an optional part is not installed                  CLI exit 2
      LedgerError            the store
        LedgerBusyError      somebody else is writing; try again
        LedgerVersionError   written by another version of tallystick
        LedgerDamagedError   the file is not a whole ledger
      EngineError            what reads very many documents, such as Spark      CLI exit 3
      InternalError          a fault of ours: please report it, with this text  CLI exit 3

A message says what failed, on which id, what was expected and found, and what to do next.
Each class has a stable `code`; each code has a paragraph in docs/errors.md.
"""

from __future__ import annotations


class TallystickError(Exception):
    """Base of everything raised here; catch it to catch them all."""

    code = "error"
    exit_code = 3


class UsageError(TallystickError):
    """The call itself is wrong: an unknown option value, file or profile."""

    code = "usage"
    exit_code = 2


class SettingsError(UsageError):
    """An option or setting has a value that cannot be used."""

    code = "settings"


class UnknownEventError(UsageError):
    """No event has this id at this time."""

    code = "unknown-event"


class UnknownReportError(UsageError):
    """No report has this id, or its original was not kept."""

    code = "unknown-report"


class ModelMissingError(UsageError):
    """No English spaCy pipeline is installed."""

    code = "model-missing"


class ExtraMissingError(UsageError):
    """An optional part of tallystick is not installed."""

    code = "extra-missing"

    def __init__(self, extra: str, what: str) -> None:
        super().__init__(
            f"Cannot {what}: this needs the extra `{extra}`. Install it: pip install 'tallystick[{extra}]'."
        )


class DataError(TallystickError):
    """One input cannot be used. In a batch it becomes a `Problem` and the run goes on."""

    code = "data"
    exit_code = 1


class UnreadableReportError(DataError):
    """The bytes hold no report that can be read; `code` says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class FetchError(DataError):
    """An address gives no page; `code` says why."""

    def __init__(self, code: str, message: str, *, temporary: bool = False, retry_after: float | None = None) -> None:
        """Say what happened.

        Args:
            temporary: it may be otherwise later.
            retry_after: seconds that the server asks us to wait.
        """
        super().__init__(message)
        self.code = code
        self.temporary = temporary
        self.retry_after = retry_after

    def on_the_way_to(self, url: str) -> FetchError:
        """The same, where a redirect had led to another address."""
        message = f"{self} (redirected to {url[:200]})"
        return FetchError(self.code, message, temporary=self.temporary, retry_after=self.retry_after)


class LedgerError(TallystickError):
    """The store could not do what was asked."""

    code = "ledger"
    exit_code = 3


class LedgerBusyError(LedgerError):
    """Another process holds the ledger for writing."""

    code = "ledger-busy"


class LedgerVersionError(LedgerError):
    """The ledger was written by another version of tallystick."""

    code = "ledger-version"
    exit_code = 2


class LedgerDamagedError(LedgerError):
    """The file is not a ledger, or not a whole one."""

    code = "ledger-damaged"
    exit_code = 2


class EngineError(TallystickError):
    """What has very many documents read could not go on: Spark did not start, or gave up."""

    code = "engine"
    exit_code = 3


class InternalError(TallystickError):
    """A fault of ours."""

    code = "internal"
