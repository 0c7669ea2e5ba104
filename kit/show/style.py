"""The kit's look for figures that analysts draw themselves with matplotlib.

The report's own charts are SVG of ours (`kit.show.charts`); this is for free analysis in a
notebook, so that what a team adds beside them looks as if it belonged there.
"""

from __future__ import annotations

from importlib.resources import as_file, files

from kit.model.content import AccountModel
from kit.show.palette import HAIR, INK, LOOKS, MUTED

FACES = ("Inter-Regular.ttf", "Inter-SemiBold.ttf")


def use_style() -> None:
    """Make matplotlib draw in the report's colours and letters from now on, in this process.

    Text of answers is never read as mathematics, and the same figure gives the same bytes.

    Raises:
        ModuleNotFoundError: matplotlib is not installed; the extra `lab` brings it.
    """
    import matplotlib as mpl  # noqa: PLC0415  only where somebody draws
    from matplotlib import font_manager  # noqa: PLC0415  as above
    from matplotlib.rcsetup import cycler  # noqa: PLC0415  as above

    for face in FACES:
        with as_file(files("kit.show") / "fonts" / face) as path:
            font_manager.fontManager.addfont(str(path))
    colours = [LOOKS[model].fill for model in (AccountModel.CENTRAL, AccountModel.CONTRIBUTOR)]
    colours += [LOOKS[AccountModel.OWN].fill, MUTED]
    mpl.rcParams.update(
        {
            "font.family": "Inter",
            "font.size": 10,
            "text.color": INK,
            "text.parse_math": False,
            "axes.edgecolor": HAIR,
            "axes.labelcolor": MUTED,
            "axes.titlelocation": "left",
            "axes.titleweight": 600,
            "axes.titley": 1.0,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.prop_cycle": cycler(color=colours),
            "xtick.color": MUTED,
            "ytick.color": MUTED,
            "grid.color": HAIR,
            "svg.fonttype": "none",
            "svg.hashsalt": "kit",
        }
    )
