"""Exports as programs write them, with clients and figures of our own."""

# ruff: noqa: E501  the lines are as long as programs write them

from contracts.importing.declared import Declared
from contracts.importing.reading.files import read_file
from contracts.importing.readings import Reading

QUICKBOOKS = """\
Northwind IT,,,,,,,,,
Sales by Customer Detail,,,,,,,,,
"March - April, 2025",,,,,,,,,

,Date,Transaction Type,Num,Product/Service,Memo/Description,Qty,Sales Price,Amount,Balance
"Lakeside Dental, Inc",,,,,,,,,
,03/01/2025,Invoice,810,Managed:Seat,Seats – March,10.00,80.00,800.00,800.00
,03/01/2025,Invoice,810,Managed:Server,Servers,1.00,"1,250.50","1,250.50","2,050.50"
,03/18/2025,Credit Memo,C-3,Hardware,Dock returned,-1.00,200.00,-200.00,"1,850.50"
"Total for Lakeside Dental, Inc",,,,,,,,"$1,850.50",
Total Care Ltd,,,,,,,,,
,04/02/2025,Sales Receipt,R-9,Break/fix,Call-out,1.00,150.00,150.00,150.00
,04/05/2025,Payment,,,,,,-150.00,0.00
Total for Total Care Ltd,,,,,,,,$0.00,
TOTAL,,,,,,,,"$1,850.50",

"Friday, May 02, 2025 08:00:00 AM GMT-5 - Accrual Basis",,,,,,,,,
"""

XERO = """\
ContactName,InvoiceNumber,InvoiceDate,DueDate,Total,InventoryItemCode,Description,Quantity,UnitAmount,LineAmount,TaxAmount,Currency,Type,Status
Quay Legal LLP,INV-1,03/02/2025,17/02/2025,1440.0000,SEAT,Seats,10.0000,100.0000,1000.0000,200.0000,GBP,Sales invoice,Paid
Quay Legal LLP,INV-1,03/02/2025,17/02/2025,1440.0000,BACKUP,"Backup,
two sites",2.0000,100.0000,200.0000,40.0000,GBP,Sales invoice,Paid
Quay Legal LLP,CN-1,04/03/2025,04/03/2025,-60.0000,SEAT,Half a seat,-1.0000,50.0000,-50.0000,-10.0000,GBP,Sales credit note,Paid
Quay Legal LLP,INV-2,05/03/2025,05/03/2025,120.0000,SEAT,Draft,1.0000,100.0000,100.0000,20.0000,GBP,Sales invoice,Draft
Quay Legal LLP,,06/03/2025,06/03/2025,10.0000,,Paid twice,1.0000,10.0000,10.0000,,GBP,Sales overpayment,Paid
"""

ADDITIONS = """\
Sequence,Effective,Cancelled,Product ID,Description,Quantity,Price,Ext Price,Bill,Margin,Agreement Name,Company Name,Billing Cycle,Less Included
1,1/1/2025,3/31/2025,SEAT,Seat,10.00,$80.00,$800.00,Yes,$300.00,Care,Lakeside Dental,Monthly,0.00
1,4/1/2025,,SEAT,Seat,12.00,$80.00,$960.00,Yes,$360.00,Care,Lakeside Dental,Monthly,0.00
2,1/15/2025,,EDR,Endpoint protection,10.00,$5.00,$50.00,No,($20.00),Care,Lakeside Dental,Monthly,0.00
3,2/1/2025,,BKP,Backup TB,5.00,$100.01,$300.03,Yes,$60.00,Vault,Quay Legal,Quarterly,2.00
4,2/1/2025,,SETUP,Set-up,1.00,$900.00,$900.00,Yes,$900.00,Vault,Quay Legal,One Time,0.00
"""

AGREEMENTS = """\
Agreement Type,Agreement Name,Company Name,Amount,Billing Cycle,Date Start,Date End,Status,Level
Managed Services,Care,Lakeside Dental,"$1,060.00",Monthly,1/1/2025,,Active,Parent (1)
Backup,Vault,Quay Legal,"$1,300.03",Quarterly,2/1/2025,1/31/2026,Active,
Block Time,Hours,Quay Legal,"$2,000.00",One Time,3/15/2025,,Active,
Managed Services,Old,Quay Legal,$100.00,Monthly,1/1/2024,,Cancelled,
"""


def read(text: str | bytes, *, kind: str | None = None, currency: str = "USD", **said) -> Reading:
    data = text if isinstance(text, bytes) else text.encode()
    return read_file(data, Declared(**said), kind, currency=currency)


def rows(reading: Reading, *names: str) -> list[tuple]:
    """The good rows: their line in the file, and these values."""
    return list(reading.columns.rows(*names))


def told(reading: Reading) -> tuple[list, list]:
    """What was left out as (line, reason), and what is wrong, in sentences."""
    excluded = [(row.line, row.reason) for row in reading.excluded]
    return excluded, [str(error) for error in reading.errors]
