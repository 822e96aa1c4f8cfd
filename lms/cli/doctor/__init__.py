"""`peer-lms doctor`: is this installation safe to open to people?"""

from lms.cli.doctor.command import alone, doctor, examine
from lms.cli.doctor.findings import CATALOGUE, Finding
from lms.cli.doctor.patient import Patient, patient_of

__all__ = ["CATALOGUE", "Finding", "Patient", "alone", "doctor", "examine", "patient_of"]
