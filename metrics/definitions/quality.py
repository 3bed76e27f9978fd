"""How good the MRR is."""

from metrics.definitions.base import Definition, Unit

NO_MRR = "no MRR"

QUALITY = (
    Definition(
        key="commitment",
        name="Commitment",
        rule="MRR by what its agreements bind the client to: a fixed term, a term that renews by "
        "itself, or month to month. Each kind over all MRR.",
        formula="{part_cents} ÷ {closing_cents}",
        result="part_share",
        unit=Unit.SHARE,
        undefined=NO_MRR,
    ),
    Definition(
        key="months_remaining",
        name="Months remaining",
        rule="How long MRR under a term is still committed: the months from the month's end to "
        "the end of the term, weighted by MRR. A term that has passed counts as 0; month-to-month "
        "agreements have none.",
        formula="({remaining_cents}) ÷ {fixed_cents}",
        result="months_remaining",
        unit=Unit.MONTHS,
        undefined="no MRR with a term",
    ),
    Definition(
        key="concentration",
        name="Concentration",
        rule="The share of MRR that the largest client, the 5 and the 10 largest clients have.",
        formula="{top_cents} ÷ {closing_cents}",
        result="top_share",
        unit=Unit.SHARE,
        undefined=NO_MRR,
    ),
    Definition(
        key="margin",
        name="Gross margin",
        rule="The monthly amount less quantity × unit cost ÷ billing months, as a share of the "
        "monthly amount: of a line, and added up of an agreement, a service or a client.",
        formula="({mrr_cents} − {cost_cents}) ÷ {mrr_cents}",
        result="margin",
        unit=Unit.SHARE,
        undefined=NO_MRR,
    ),
    Definition(
        key="security_attach",
        name="Security attach rate",
        rule="The share of the clients with MRR that have a security service in force on the "
        "month's last day.",
        formula="{secured_count} ÷ {client_count}",
        result="security_attach",
        unit=Unit.SHARE,
        undefined="no client with MRR",
    ),
)
