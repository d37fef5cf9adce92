"""The tables of the duties wing, by what they keep."""

from clearance.duties.models.arrangements import NamedPayer, PeriodicBill, PeriodicPayer, Refund
from clearance.duties.models.bills import TaxBill, TaxLine
from clearance.duties.models.guarantees import Guarantee, GuaranteeEntry
from clearance.duties.models.ledger import BankStatement, Entry, Posting
from clearance.duties.models.numbers import next_number
from clearance.duties.models.payments import BankNonce, Payment
from clearance.duties.models.returns import DepositReturn

__all__ = [
    "BankNonce",
    "BankStatement",
    "DepositReturn",
    "Entry",
    "Guarantee",
    "GuaranteeEntry",
    "NamedPayer",
    "Payment",
    "PeriodicBill",
    "PeriodicPayer",
    "Posting",
    "Refund",
    "TaxBill",
    "TaxLine",
    "next_number",
]
