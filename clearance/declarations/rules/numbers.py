"""The declaration number of 18 digits: office 4, year 4, direction 1, sequence 9."""

IMPORT = "1"
EXPORT = "0"


def declaration_number(
    *, office_code: str, year: int, sequence: int, direction: str = IMPORT
) -> str:
    return f"{office_code[:4]:0<4}{year:04d}{direction}{sequence:09d}"
