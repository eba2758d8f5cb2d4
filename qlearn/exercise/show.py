"""Short, safe text for any value a learner may return, and the colours of what is shown."""

import html

import numpy as np

LONGEST = 240


def shown(value):
    """Value as text of at most ``LONGEST`` characters, whatever the value is.

    >>> shown(0.5), shown([1, 2.0]), shown(1 / 3 + 2j), len(shown("a" * 1000))
    ('0.5', '[1, 2]', '0.333333+2j', 240)
    """
    try:
        text = _text(value)
    except Exception as error:
        text = f"<{type(value).__name__} whose text cannot be shown: {type(error).__name__}>"
    return text if len(text) <= LONGEST else text[: LONGEST - 4] + " ..."


def _text(value):
    if hasattr(value, "full") and hasattr(value, "dims"):
        return f"Qobj with dims {value.dims}: {_array_text(value.full())}"
    if isinstance(value, np.ndarray):
        return _array_text(value)
    if isinstance(value, np.generic):
        return _text(value.item())
    if isinstance(value, float | complex):
        return _number_text(value)
    if isinstance(value, tuple | list) and len(value) <= 16:
        inner = ", ".join(_text(item) for item in value)
        return f"[{inner}]" if isinstance(value, list) else f"({inner}{',' * (len(value) == 1)})"
    if isinstance(value, str | bytes | list | tuple | dict | set):
        return repr(value[:LONGEST] if isinstance(value, str | bytes | list | tuple) else value)
    return repr(value)


def _number_text(value):
    if isinstance(value, complex) and abs(value.imag) > 1e-12:
        return f"{value.real:.6g}{value.imag:+.6g}j"
    return f"{value.real:.6g}" if isinstance(value, complex) else f"{value:.6g}"


def _array_text(array):
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if np.iscomplexobj(array) and np.all(np.abs(array.imag) < 1e-12):
        array = array.real
    return np.array2string(
        array, precision=4, suppress_small=True, threshold=32, edgeitems=2, separator=", "
    )


def side_by_side(expected, got):
    """Both as text; where the two texts are the same, the first entry that differs, in full.

    >>> side_by_side(np.array([1.0, 2.0]), np.array([1.0, 2.0 + 1e-5]))
    ('entry [1]: 2.0', 'entry [1]: 2.00001')
    """
    texts = shown(expected), shown(got)
    if texts[0] != texts[1]:
        return texts
    try:
        full = [np.asarray(x.full() if hasattr(x, "full") else x) for x in (expected, got)]
        full[1] = full[1].reshape(full[0].shape)
        where = np.unravel_index(np.argmax(np.abs(full[0] - full[1])), full[0].shape)
        entry = f"entry {[int(i) for i in where]}: " if where else ""
        return tuple(entry + repr(x[where].item()) for x in full)
    except Exception:  # not arrays of one shape: the short texts have to do
        return texts


def named_arguments(names, args):
    """Arguments of one call as a learner would write them: ``mu=0.5, t=1``."""
    return ", ".join(f"{name}={shown(arg)}" for name, arg in zip(names, args, strict=False))


def sentence(text):
    """Text with a capital and, unless it has one, a mark at its end.

    >>> sentence("it is twice the value: look for a factor 2"), sentence("angle or frequency?")
    ('It is twice the value: look for a factor 2.', 'Angle or frequency?')
    """
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?', '!')) else '.'}"


def card(colour, label, title, body):
    """HTML of one message: a coloured label with white text, a title, and ``body``.

    ``label`` and ``title`` are plain text, ``body`` is HTML that is already safe. The label brings
    its own background, so that it can be read in every theme.
    """
    return (
        f'<div role="status" style="border-left:4px solid {colour};padding:.45em .9em;'
        "margin:.3em 0;line-height:1.45;max-width:56em;"
        "color:var(--jp-content-font-color1,inherit);"
        'background:var(--jp-layout-color2,transparent)">'
        f'<div><b style="background:{colour};color:#fff;border-radius:3px;padding:.1em .55em;'
        f'margin-right:.5em">{html.escape(label)}</b><b>{html.escape(title)}</b></div>{body}</div>'
    )


def paragraph(text):
    """HTML of one plain-text paragraph, escaped."""
    return f'<div style="margin-top:.25em">{html.escape(text)}</div>'
