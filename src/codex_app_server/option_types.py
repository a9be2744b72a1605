"""Types of the options that threads and turns take; imported by type checkers only.

Each option takes the generated model, or the plain JSON value it stands for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import Any, TypeAlias

from .generated.v2_all import (
    ApprovalsReviewer,
    AskForApproval,
    AskForApprovalValue,
    ConfigEdit,
    McpServerStatusDetail,
    MergeStrategy,
    Personality,
    ReasoningSummary,
    ReviewDelivery,
    ReviewTarget,
    SandboxMode,
    SandboxPolicy,
    SortDirection,
    ThreadGoalStatus,
    ThreadSortKey,
    ThreadSourceKind,
    ThreadStartSource,
    TurnItemsView,
)
from .presets import ApprovalMode, Sandbox

ApprovalModeOption: TypeAlias = ApprovalMode | str
ApprovalPolicyOption: TypeAlias = AskForApproval | AskForApprovalValue | Mapping[str, Any] | str
ApprovalsReviewerOption: TypeAlias = ApprovalsReviewer | str
ConfigOption: TypeAlias = Mapping[str, Any]
ConfigEditOption: TypeAlias = ConfigEdit | Mapping[str, Any]
CwdOption: TypeAlias = str | PathLike[str]
GoalStatusOption: TypeAlias = ThreadGoalStatus | str
ItemsViewOption: TypeAlias = TurnItemsView | str
JsonSchemaOption: TypeAlias = Mapping[str, Any]
McpServerDetailOption: TypeAlias = McpServerStatusDetail | str
MergeStrategyOption: TypeAlias = MergeStrategy | str
PathOption: TypeAlias = str | PathLike[str]
PersonalityOption: TypeAlias = Personality | str
ReviewDeliveryOption: TypeAlias = ReviewDelivery | str
ReviewTargetOption: TypeAlias = ReviewTarget | Mapping[str, Any]
SandboxModeOption: TypeAlias = SandboxMode | Sandbox | str
SandboxPolicyOption: TypeAlias = SandboxPolicy | Mapping[str, Any]
SortDirectionOption: TypeAlias = SortDirection | str
SortKeyOption: TypeAlias = ThreadSortKey | str
SourceKindsOption: TypeAlias = Sequence[ThreadSourceKind | str]
StartSourceOption: TypeAlias = ThreadStartSource | str
SummaryOption: TypeAlias = ReasoningSummary | str
