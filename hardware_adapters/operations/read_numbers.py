"""Reading what is written on a box from a picture that is held already: number and seal.

The models run in the confined reader that all cameras share; nothing of the picture is kept here.
"""

from hardware_adapters.devices.optics import eyes


def read_container_no(*, data: bytes) -> str:
    """The container number when two looks agree on it and its check digit was read, else "".

    Raises ``FrameFault`` when the picture takes too much to read.
    """
    return eyes.read_now(data).outcome.container_no


def read_words(*, data: bytes) -> tuple[str, ...]:
    """Every word on the picture, letters and digits only, the surest first.

    Raises ``FrameFault`` when the picture takes too much to read.
    """
    return eyes.words_now(data)
