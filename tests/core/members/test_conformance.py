"""Members under the suite that every plugin passes: they are registered like one."""

from __future__ import annotations

from typing import Any

from core.conformance import Conformance, Network


class TestMembers(Conformance):
    plugin = "members"
    computed = frozenset({"Network.obligations"})

    # Members are the core: there is no platform without them, and they may reach into it.
    test_the_schema_is_compatible_with_and_without_it = None  # type: ignore[assignment]
    test_it_imports_the_face_only = None  # type: ignore[assignment]
    test_its_removal_blocks_nobody = None  # type: ignore[assignment]
    test_it_leaves_the_tables_of_others_alone = None  # type: ignore[assignment]

    def fill(self, network: Network) -> None:
        """A member with a mechanism and a focal point, and an observer, both by their accessions."""

        def do(write: str, answer: str, viewer: Any, **given: Any) -> Any:
            kind = f"{write[0].upper()}{write[1:]}Input"
            document = f"mutation($input: {kind}!) {{ {write}(input: $input) {{ {answer} {{ id }} errors {{ code message }} }} }}"
            return network.ask(document, {"input": given}, viewer)["data"][write][answer]

        mistaken = do(
            "communicateAccession", "accession", network.secretariat,
            isoAlpha3="AUT", standing="OBSERVER", adoptsDeclaration=True, communicatedOn="2024-06-01",
        )  # fmt: skip
        do(
            "correctRegionalGroup", "state", network.secretariat,
            isoAlpha3="AUT", regionalGroup="ASIA_PACIFIC", since="2025-01-01",
        )  # fmt: skip
        do("withdrawAccession", "state", network.secretariat, accession=mistaken["id"], reason="It was Australia's.")
        for code, standing in (("PRY", "MEMBER"), ("MAR", "OBSERVER")):
            accession = do(
                "communicateAccession", "accession", network.secretariat,
                isoAlpha3=code, standing=standing, adoptsDeclaration=True, communicatedOn="2024-06-01",
            )  # fmt: skip
            participant = do(
                "acknowledgeAccession", "participant", network.secretariat, accession=accession["id"], on="2024-06-03"
            )
            erased, former, _ = [
                do(
                    "designateFocalPoint", "focalPoint", network.secretariat,
                    participant=participant["id"], name=f"{name} {code}", title="Director",
                    email=f"{name.lower()}.{code.lower()}@test.example", since="2024-06-03",
                )
                for name in ("Mistaken", "Former", "Fictitious")
            ]  # fmt: skip
            do(
                "correctFocalPoint", "focalPoint", network.secretariat,
                focalPoint=former["id"], name=f"Former of {code}", title="Minister",
                email=f"former@{code.lower()}.test.example", language="ES",
            )  # fmt: skip
            do("eraseFocalPoint", "focalPoint", network.secretariat, focalPoint=erased["id"], reason="Nobody's.")
            do(
                "correctAccession", "participant", network.secretariat,
                participant=participant["id"], communicatedOn="2024-05-31", acknowledgedOn="2024-06-02",
                founding=True, reason="It was a day earlier.",
            )  # fmt: skip
            if standing == "MEMBER":
                mechanism = do(
                    "registerMechanism", "mechanism", network.secretariat,
                    participant=participant["id"], language="ES", name="Mecanismo ficticio", type="MINISTERIAL",
                    legalBasis="None", establishedOn="2020-01-01", website="https://test.example/",
                    trackingTool="Fictitious", capacities=["COORDINATION"],
                )  # fmt: skip
                do(
                    "translateMechanism", "mechanism", network.secretariat,
                    mechanism=mechanism["id"], language="EN", name="Fictitious mechanism",
                )  # fmt: skip
                do(
                    "withdrawMechanism", "participant", network.secretariat,
                    participant=participant["id"], ceasedOn="2024-06-04", reason="It was merged.",
                )  # fmt: skip
                do(
                    "reinstateMechanism", "mechanism", network.secretariat,
                    participant=participant["id"], reason="That of another participant was merged.",
                )  # fmt: skip
            else:
                do(
                    "registerMechanism", "mechanism", network.secretariat,
                    participant=participant["id"], language="EN", name="Mistaken", type="AD_HOC",
                )  # fmt: skip
                do(
                    "withdrawMechanism", "participant", network.secretariat,
                    participant=participant["id"], reason="It is that of another participant.",
                )  # fmt: skip
