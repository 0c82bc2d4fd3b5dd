"""Which statements, and which mutations, are short enough for the event loop's own time."""

from __future__ import annotations

FIRST_PROOF, LONGEST_PROOF = 4, 4_096
MOST = 1_000


class Paces:
    """Remembers the statements that took too long, until they are seen to be short again.

    A busy machine makes any statement look slow once, so none is condemned for good: after its first fault it has to be
    short 4 times in a thread, after each further one twice as often. trusting: whether one that was never seen needs no
    proof.
    """

    def __init__(self, trusting: bool = True) -> None:
        self.trusting = trusting
        self.proofs: dict[str, int] = {}
        self.due: dict[str, int] = {}

    def short(self, sql: str) -> bool:
        """Whether the statement may be tried in the event loop's own time."""
        if not self.trusting and sql not in self.proofs:
            self.too_long(sql)
        return sql not in self.due

    def too_long(self, sql: str) -> None:
        """The statement was tried and took too long."""
        if len(self.proofs) >= MOST:
            self.proofs.clear()
            self.due.clear()
        self.proofs[sql] = self.due[sql] = min(2 * self.proofs.get(sql, FIRST_PROOF // 2), LONGEST_PROOF)

    def was_short(self, sql: str) -> None:
        """The statement was run in a thread, and was short."""
        left = self.due.pop(sql, 1) - 1
        if left:
            self.due[sql] = left
