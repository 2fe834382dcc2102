"""The reports that programs read are of the shapes in schemas/v1, and so are the shipped files of a workspace."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from cpdocs.cli.root import root
from cpdocs.cli.shapes import MODELS
from cpdocs.record import schema
from cpdocs.record.yaml_tree import read_yaml
from cpdocs.shipped import folder as shipped
