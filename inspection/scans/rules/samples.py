"""Small deliveries of every form, written by ourselves: to warm a reader, to try one, to teach one.

The DICOS files follow the modules that the reader reads; a real scanner writes many more elements.
"""

import io
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from PIL import Image
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.filewriter import dcmwrite
from pydicom.uid import UID, DeflatedExplicitVRLittleEndian, ExplicitVRLittleEndian, RLELossless

from inspection.scans.rules.package import write_package
from inspection.scans.rules.planes import Plane

DICOS_CT = "1.2.840.10008.5.1.4.1.1.501.1"
DICOS_DX = "1.2.840.10008.5.1.4.1.1.501.2.1"
ROOT = "1.2.826.0.1.3680043.10.1"


def as_png(values: Any) -> bytes:
    return bytes(cv2.imencode(".png", values)[1].tobytes())


def as_jpeg(values: Any) -> bytes:
    made = io.BytesIO()
    Image.fromarray((values >> 8).astype(np.uint8)).save(made, "JPEG", quality=90)
    return made.getvalue()


def as_tiff(pages: Sequence[Any]) -> bytes:
    made = io.BytesIO()
    first, *others = [Image.fromarray(np.ascontiguousarray(one, np.uint16)) for one in pages]
    first.save(made, "TIFF", save_all=True, append_images=others)
    return made.getvalue()


def as_package(planes: Sequence[Plane], **facts: Any) -> bytes:
    radiation = facts.pop("radiation", None)
    return write_package(planes=planes, facts=facts, radiation=radiation)


def as_dicom(
    plane: Plane,
    *,
    personal: bool = False,
    rle: bool = False,
    deflated: bool = False,
    **elements: Any,
) -> bytes:
    """One plane as DICOS DX, or a volume as DICOS CT of several frames."""
    volume = plane.values.ndim == 3
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = UID(DICOS_CT if volume else DICOS_DX)
    meta.MediaStorageSOPInstanceUID = UID(f"{ROOT}.1")
    meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian if deflated else ExplicitVRLittleEndian
    found = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    found.SOPClassUID, found.SOPInstanceUID = meta.MediaStorageSOPClassUID, f"{ROOT}.1"
    found.Modality = "CT" if volume else "DX"
    found.Manufacturer, found.KVP = "Demonstration", "160"
    found.OOIType = "BAGGAGE"
    found.SamplesPerPixel, found.PhotometricInterpretation = 1, "MONOCHROME2"
    found.Rows, found.Columns = plane.values.shape[-2:]
    if volume:
        found.NumberOfFrames = plane.values.shape[0]
        measures, shared = Dataset(), Dataset()
        measures.PixelSpacing, measures.SliceThickness = ["1.0", "1.0"], "1.5"
        shared.PixelMeasuresSequence = [measures]
        found.SharedFunctionalGroupsSequence = [shared]
    found.BitsAllocated, found.BitsStored, found.HighBit = 16, plane.bits, plane.bits - 1
    found.PixelRepresentation = 0
    found.PixelData = plane.values.astype("<u2").tobytes()
    found["PixelData"].VR = "OW"
    if personal:
        found.PatientName, found.PatientID = "Somebody^Else", "12345"
        found.PatientBirthDate, found.OperatorsName = "19700101", "Operator^One"
        block = found.private_block(0x0011, "A MAKER", create=True)
        block.add_new(0x01, "LO", "whatever only this maker knows")
    for name, value in elements.items():
        setattr(found, name, value)
    if rle:
        found.compress(RLELossless)
    made = io.BytesIO()
    dcmwrite(made, found, enforce_file_format=False)
    return made.getvalue()
