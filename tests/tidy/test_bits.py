"""The bits that pass between the page and the program are the same on both sides."""
import os
import re
import unittest

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def read(name):
    with open(os.path.join(TOP, name), encoding="utf-8") as file:
        return re.sub(r"//[^\n]*", "", file.read())


def spelled(name):
    """text_view as textView"""
    return re.sub(r"_(\w)", lambda m: m.group(1).upper(), name)


def of_program():
    """{"wants": {"textView": 4, ...}, ...}"""
    return {kind.lower(): {spelled(name): int(value) for name, value in
                           re.findall(kind.lower() + r"_(\w+) = (\d+)", body)}
            for kind, body in re.findall(r"enum (\w+) \{(.*?)\}", read("web/glue/bits.h"), re.S)}


def of_page():
    constants = re.findall(r"const (\w+) = \{(.*?)\}", read("web/page/bits.mjs"), re.S)
    return {kind.lower(): {name: int(value)
                           for name, value in re.findall(r"(\w+): (\d+)", body)}
            for kind, body in constants}


class Bits(unittest.TestCase):
    def test_both_sides_have_the_same(self):
        self.assertEqual(of_program(), of_page())
        self.assertEqual(set(of_page()), {"wants", "mods"})
        for kind, bits in of_page().items():
            self.assertEqual(sorted(bits.values()), [1 << i for i in range(len(bits))], kind)

    def test_nobody_spells_them_as_numbers(self):
        for folder, _, files in os.walk(os.path.join(TOP, "web")):
            for name in files:
                text = read(os.path.join(folder, name)) if name.endswith((".mjs", ".cpp")) else ""
                self.assertFalse(re.search(r"\b(wants|mods)\w*(\(\))? & \d", text), name)


if __name__ == "__main__":
    unittest.main()
