"""DICOM and DICOS as planes: DX (one or two energies), CT volumes. Runs confined.

Pixels are read uncompressed, deflated or run-length coded; any other transfer syntax is refused by
its name. What names a person, and every private element, is left out of the file that is kept.
"""

import io
import zlib
from typing import Any

import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileDataset
from pydicom.filereader import _read_file_meta_info, read_dataset
from pydicom.uid import UID, RLELossless

from inspection.scans.rules.limits import MOST_BYTES, Unreadable, check_size
from inspection.scans.rules.planes import Plane, Reading

IMPLICIT, EXPLICIT = "1.2.840.10008.1.2", "1.2.840.10008.1.2.1"
DEFLATED, BIG_ENDIAN = "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.2"
READ = {IMPLICIT, EXPLICIT, DEFLATED, BIG_ENDIAN, str(RLELossless)}
DICOS = {
    "1.2.840.10008.5.1.4.1.1.501.1": "DICOS CT",
    "1.2.840.10008.5.1.4.1.1.501.2.1": "DICOS DX",
    "1.2.840.10008.5.1.4.1.1.501.2.2": "DICOS DX for processing",
}
NO_PICTURE = {"1.2.840.10008.5.1.4.1.1.501.3": "DICOS TDR"}
PERSONAL = {
    "AccessionNumber", "AdmissionID", "IssuerOfPatientID", "OtherPatientIDs", "StudyID",
    "InstitutionName", "InstitutionAddress", "InstitutionalDepartmentName", "StudyDescription",
    "RequestAttributesSequence", "BoardingPassID", "ItineraryID", "OOIOwnerSequence",
    "RouteSegmentSequence", "ImageComments", "MedicalAlerts", "CurrentPatientLocation",
    "PersonIdentificationCodeSequence", "PersonAddress", "PersonTelephoneNumbers",
}  # fmt: skip
PATIENT, PIXELS = 0x0010, 0x7FE0
DEEPEST = 12
MARKER = b"DICM"


def is_dicom(data: bytes) -> bool:
    return data[128:132] == MARKER


def read_dicom(data: bytes) -> Reading:
    try:
        found = _dataset(data)
        dropped = sorted(set(_without_persons(found)))
        reading = _read(found)
        kept = _written(found) if dropped else b""
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # the library fails in many ways on what is not whole
        raise Unreadable("damaged") from error
    return Reading(
        form=reading.form,
        planes=reading.planes,
        facts=reading.facts,
        notes=reading.notes,
        dropped=tuple(dropped),
        kept=kept,
    )


def _dataset(data: bytes) -> FileDataset:
    """The whole file; a deflated one is unpacked within limits by ourselves."""
    source = io.BytesIO(data)
    source.seek(132)
    meta = _read_file_meta_info(source)
    syntax = str(meta.get("TransferSyntaxUID", ""))
    if not syntax:
        raise Unreadable("no_syntax")
    if syntax not in READ:
        raise Unreadable("compressed_syntax", name=UID(syntax).name)
    if str(meta.get("MediaStorageSOPClassUID", "")) in NO_PICTURE:
        raise Unreadable("no_pixels")
    body = source
    if syntax == DEFLATED:
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        raw = unpacker.decompress(data[source.tell() :], MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise Unreadable("bomb")
        body = io.BytesIO(raw)
    values = read_dataset(body, syntax == IMPLICIT, syntax != BIG_ENDIAN)
    found = FileDataset(
        io.BytesIO(), values, data[:128], meta, syntax == IMPLICIT, syntax != BIG_ENDIAN
    )
    return found


def _read(found: FileDataset) -> Reading:
    rows, columns = _whole(found, "Rows"), _whole(found, "Columns")
    frames = _whole(found, "NumberOfFrames", 1)
    channels = _whole(found, "SamplesPerPixel", 1)
    if channels not in (1, 3):
        raise Unreadable("wrong_pixels", "SamplesPerPixel", found=channels)
    check_size(columns=columns, rows=rows, frames=frames, planes=channels)
    shape = (frames, rows, columns) if channels == 1 else (frames, rows, columns, channels)
    modality = str(found.get("Modality", ""))[:16]
    notes: list[str] = []
    if any(name in found for name in ("FloatPixelData", "DoubleFloatPixelData")):
        values, offset, bits = _of_floats(found, shape), 0.0, 16
    else:
        values, offset, bits = _of_integers(found, shape)
    if found.get("PhotometricInterpretation", "") == "MONOCHROME1":
        notes.append("dark_is_more")
    form = DICOS.get(str(found.file_meta.get("MediaStorageSOPClassUID", "")), f"DICOM {modality}")
    planes = _planes(values, offset=offset, bits=bits, found=found, volume=modality != "DX")
    return Reading(form=form.strip(), planes=planes, facts=_facts(found), notes=tuple(notes))


def _planes(
    values: Any, *, offset: float, bits: int, found: Dataset, volume: bool
) -> tuple[Plane, ...]:
    scale = _number(found, "RescaleSlope", 1.0) or 1.0
    shift = _number(found, "RescaleIntercept", 0.0) + offset * scale
    named: list[tuple[str, Any]]
    if values.ndim == 4:
        if values.shape[0] != 1:
            raise Unreadable("wrong_pixels", "SamplesPerPixel", found="colour film")
        named = [(name, values[0, :, :, at]) for at, name in enumerate(("red", "green", "blue"))]
    elif values.shape[0] == 1:
        named = [("grey", values[0])]
    elif values.shape[0] == 2 and not volume:
        named = [("low", values[0]), ("high", values[1])]
    else:
        named = [("volume", values)]
    return tuple(
        Plane(name=name, values=np.ascontiguousarray(one), bits=bits, scale=scale, offset=shift)
        for name, one in named
    )


def _of_integers(found: FileDataset, shape: tuple[int, ...]) -> tuple[Any, float, int]:
    if "PixelData" not in found:
        raise Unreadable("no_pixels", "PixelData")
    allocated = _whole(found, "BitsAllocated")
    stored = _whole(found, "BitsStored", allocated)
    signed = _whole(found, "PixelRepresentation", 0) == 1
    if allocated not in (8, 16) or not 1 <= stored <= allocated:
        raise Unreadable("wrong_pixels", "BitsAllocated", found=f"{allocated}/{stored}")
    expected = int(np.prod(shape)) * allocated // 8
    if found.file_meta.TransferSyntaxUID == RLELossless:
        values = np.asarray(found.pixel_array).reshape(shape)
    else:
        raw = found.PixelData
        if len(raw) < expected:
            raise Unreadable("truncated", "PixelData")
        if len(raw) > expected + 1:
            raise Unreadable("contradictory_size", "PixelData", one=len(raw), other=expected)
        order = "<" if found.file_meta.TransferSyntaxUID != BIG_ENDIAN else ">"
        kind = f"{order}{'i' if signed else 'u'}{allocated // 8}"
        values = np.frombuffer(raw[:expected], kind).reshape(shape)
        if len(shape) == 4 and _whole(found, "PlanarConfiguration", 0) == 1:
            planar = values.reshape(shape[0], shape[3], shape[1], shape[2])
            values = np.moveaxis(planar, 1, -1)
    if signed:
        half = 1 << (allocated - 1)
        return (values.astype(np.int32) + half).astype(np.uint16), float(-half), allocated
    return values.astype(np.uint16), 0.0, stored


def _of_floats(found: FileDataset, shape: tuple[int, ...]) -> Any:
    name, kind = (
        ("FloatPixelData", "<f4") if "FloatPixelData" in found else ("DoubleFloatPixelData", "<f8")
    )
    raw = found[name].value
    if len(raw) != int(np.prod(shape)) * int(kind[-1]):
        raise Unreadable("contradictory_size", name, one=len(raw), other=int(np.prod(shape)))
    values = np.frombuffer(raw, kind).reshape(shape)
    if not np.isfinite(values).all():
        raise Unreadable("not_finite", name)
    if values.min() < 0 or values.max() > 65_535 or (values != np.rint(values)).any():
        raise Unreadable("not_whole", name)
    return values.astype(np.uint16)


def _facts(found: Dataset) -> dict[str, Any]:
    """What the file says about device, beam, place in space and time; nothing of persons."""
    facts: dict[str, Any] = {}
    for key, name in (
        ("maker", "Manufacturer"),
        ("model", "ManufacturerModelName"),
        ("serial", "DeviceSerialNumber"),
        ("station", "StationName"),
        ("kilovolts", "KVP"),
        ("object", "OOIType"),
        ("modality", "Modality"),
    ):
        if str(found.get(name, "") or ""):
            facts[key] = str(found[name].value)[:64]
    spacing = _spacing(found)
    if spacing:
        facts["spacing_mm"] = spacing
    taken = _taken_at(found)
    if taken:
        facts["taken_at"] = taken
    return facts


def _spacing(found: Dataset) -> list[float]:
    """Rows, columns and, of a volume, slices in millimetres."""
    measures: Any = found
    if "SharedFunctionalGroupsSequence" in found and found.SharedFunctionalGroupsSequence:
        shared = found.SharedFunctionalGroupsSequence[0]
        if "PixelMeasuresSequence" in shared and shared.PixelMeasuresSequence:
            measures = shared.PixelMeasuresSequence[0]
    pair = measures.get("PixelSpacing", None) or found.get("ImagerPixelSpacing", None)
    if pair is None or not isinstance(pair, (list, tuple, pydicom.multival.MultiValue)):
        return []
    slices = measures.get("SpacingBetweenSlices", None) or measures.get("SliceThickness", None)
    all_of = [*pair, *([slices] if slices is not None else [])]
    values = [float(one) for one in all_of]
    if not all(np.isfinite(one) and 0 < one < 10_000 for one in values):
        raise Unreadable("spacing", "PixelSpacing")
    return values


def _taken_at(found: Dataset) -> str:
    whole = str(found.get("AcquisitionDateTime", "") or "")
    day = str(found.get("AcquisitionDate", "") or found.get("ContentDate", "") or "")
    hour = str(found.get("AcquisitionTime", "") or found.get("ContentTime", "") or "")
    return (whole or day + hour)[:26]


def _without_persons(found: Dataset, depth: int = 0) -> list[str]:
    """Takes the elements out and returns what they are called, never what they said."""
    if depth > DEEPEST:
        raise Unreadable("too_deep")
    dropped = []
    for tag in list(found.keys()):
        if tag.group == PIXELS:
            continue
        element = found[tag]
        keyword = element.keyword or f"({tag.group:04X},{tag.element:04X})"
        if tag.is_private or tag.group == PATIENT or element.VR == "PN" or keyword in PERSONAL:
            dropped.append("private elements" if tag.is_private else keyword)
            del found[tag]
        elif element.VR == "SQ":
            for one in element.value or ():
                dropped += _without_persons(one, depth + 1)
    return dropped


def _written(found: FileDataset) -> bytes:
    made = io.BytesIO()
    pydicom.dcmwrite(made, found, enforce_file_format=False)
    return made.getvalue()


def _whole(found: Dataset, name: str, usual: int | None = None) -> int:
    value = found.get(name, None)
    if value is None or value == "":
        if usual is None:
            raise Unreadable("missing", name, name=name)
        return usual
    try:
        return int(value)
    except (TypeError, ValueError) as error:
        raise Unreadable("not_a_number", name, name=name) from error


def _number(found: Dataset, name: str, usual: float) -> float:
    try:
        value = float(found.get(name, usual))
    except (TypeError, ValueError):
        return usual
    if not np.isfinite(value):
        raise Unreadable("not_finite", name)
    return value
