"""Finds the borough and the LSOA of points, by plain ray crossing in whole numbers, with nothing but Python.

    locate.py BOUNDARIES < points.csv > located.csv

BOUNDARIES holds lad22/*.shp (British National Grid) and lsoa21/geojson_by_borough/*.geojson (WGS84). A point is a line
`kind,x,y,printed`: kind is wgs84 (degrees) or grid (metres), printed an LSOA code or nothing. A line comes back with
`,borough,lsoa,metres`: the areas that the point lies in, and how far it is from the printed LSOA (0 = inside, empty =
that code is not of these boundaries). A point in no area belongs to the nearest within 25 m, the lower code first.
Points count in micro-degrees, borders in tenths of one.
"""

import csv
import glob
import json
import math
import struct
import sys
from decimal import ROUND_HALF_UP, Decimal

METRES_PER_UNIT = math.pi * 6371008.8 / 180e7
CELL = 100_000
# More than 25 m, either way.
SLIVER = 4_000


def point_of_text(text):
    return 10 * int((Decimal(text) * 1_000_000).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def rounded(number):
    return int(math.copysign(math.floor(abs(number) + 0.5), number))


def point_of_degrees(degrees):
    return 10 * rounded(degrees * 1e6)


def border_of_degrees(degrees):
    return rounded(degrees * 1e7)


def grid_to_degrees(easting, northing):
    """
    Ordnance Survey's inverse transverse Mercator on Airy 1830, then the seven-parameter shift to WGS84. The ellipsoid is
    PROJ's, whose semi-minor axis is a millimetre longer than Ordnance Survey's: one collision lies that near a border.
    """
    a, b, f0 = 6377563.396, 6356256.910, 0.9996012717
    lat0, lon0, e0, n0 = math.radians(49), math.radians(-2), 400000.0, -100000.0
    e2 = 1 - (b * b) / (a * a)
    n = (a - b) / (a + b)

    def arc(lat):
        d, s = lat - lat0, lat + lat0
        return b * f0 * (
            (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * d
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * math.sin(d) * math.cos(s)
            + (15 / 8 * n**2 + 15 / 8 * n**3) * math.sin(2 * d) * math.cos(2 * s)
            - 35 / 24 * n**3 * math.sin(3 * d) * math.cos(3 * s)
        )

    lat = lat0 + (northing - n0) / (a * f0)
    while abs(northing - n0 - arc(lat)) > 1e-7:
        lat += (northing - n0 - arc(lat)) / (a * f0)
    sin2 = math.sin(lat) ** 2
    nu = a * f0 / math.sqrt(1 - e2 * sin2)
    rho = a * f0 * (1 - e2) / (1 - e2 * sin2) ** 1.5
    eta2 = nu / rho - 1
    t, sec = math.tan(lat), 1 / math.cos(lat)
    de = easting - e0
    vii = t / (2 * rho * nu)
    viii = t / (24 * rho * nu**3) * (5 + 3 * t**2 + eta2 - 9 * t**2 * eta2)
    ix = t / (720 * rho * nu**5) * (61 + 90 * t**2 + 45 * t**4)
    x = sec / nu
    xi = sec / (6 * nu**3) * (nu / rho + 2 * t**2)
    xii = sec / (120 * nu**5) * (5 + 28 * t**2 + 24 * t**4)
    xiia = sec / (5040 * nu**7) * (61 + 662 * t**2 + 1320 * t**4 + 720 * t**6)
    airy_lat = lat - vii * de**2 + viii * de**4 - ix * de**6
    airy_lon = lon0 + x * de - xi * de**3 + xii * de**5 - xiia * de**7

    nu = a / math.sqrt(1 - e2 * math.sin(airy_lat) ** 2)
    px = nu * math.cos(airy_lat) * math.cos(airy_lon)
    py = nu * math.cos(airy_lat) * math.sin(airy_lon)
    pz = nu * (1 - e2) * math.sin(airy_lat)
    scale = 1 - 20.489e-6
    rx, ry, rz = (math.radians(second / 3600) for second in (0.15, 0.247, 0.842))
    qx = 446.448 + scale * (px - rz * py + ry * pz)
    qy = -125.157 + scale * (rz * px + py - rx * pz)
    qz = 542.06 + scale * (-ry * px + rx * py + pz)

    wa, wf = 6378137.0, 1 / 298.257223563
    we2 = wf * (2 - wf)
    p = math.hypot(qx, qy)
    wlat = math.atan2(qz, p * (1 - we2))
    for _ in range(8):
        wnu = wa / math.sqrt(1 - we2 * math.sin(wlat) ** 2)
        wlat = math.atan2(qz + we2 * wnu * math.sin(wlat), p)
    return math.degrees(math.atan2(qy, qx)), math.degrees(wlat)


def read_shapefile(path, code_field):
    """Code and rings of every shape."""
    dbf = open(path[:-4] + '.dbf', 'rb').read()
    count, header, length = struct.unpack('<IHH', dbf[4:12])
    offset, at = 1, 32
    while dbf[at] != 0x0D:
        name = dbf[at : at + 11].split(b'\0')[0].decode()
        if name == code_field:
            start, size = offset, dbf[at + 16]
        offset += dbf[at + 16]
        at += 32
    codes = [dbf[header + i * length + start :][:size].decode().strip() for i in range(count)]
    shp = open(path, 'rb').read()
    areas, at = [], 100
    for code in codes:
        size = struct.unpack('>I', shp[at + 4 : at + 8])[0] * 2
        body = shp[at + 8 : at + 8 + size]
        at += 8 + size
        parts, points = struct.unpack('<II', body[36:44])
        starts = list(struct.unpack(f'<{parts}I', body[44 : 44 + 4 * parts])) + [points]
        numbers = struct.unpack(f'<{2 * points}d', body[44 + 4 * parts : 44 + 4 * parts + 16 * points])
        placed = [tuple(map(border_of_degrees, grid_to_degrees(*numbers[2 * i : 2 * i + 2]))) for i in range(points)]
        areas.append((code, [placed[starts[i] : starts[i + 1]] for i in range(parts)]))
    return areas


def read_geojson(paths, code_field):
    areas = []
    for path in paths:
        with open(path, encoding='utf-8') as file:
            for feature in json.load(file)['features']:
                shape = feature['geometry']
                polygons = [shape['coordinates']] if shape['type'] == 'Polygon' else shape['coordinates']
                rings = [
                    [(border_of_degrees(x), border_of_degrees(y)) for x, y, *_ in ring] for polygon in polygons for ring in polygon
                ]
                areas.append((feature['properties'][code_field], rings))
    return areas


class Finder:
    """Areas by the cells that their bounds touch."""

    def __init__(self, areas):
        self.areas = dict(areas)
        self.cells = {}
        for code, rings in areas:
            xs = [x for ring in rings for x, _ in ring]
            ys = [y for ring in rings for _, y in ring]
            for cx in range(min(xs) // CELL, max(xs) // CELL + 1):
                for cy in range(min(ys) // CELL, max(ys) // CELL + 1):
                    self.cells.setdefault((cx, cy), []).append(code)

    def find(self, x, y):
        for code in sorted(self.cells.get((x // CELL, y // CELL), [])):
            if inside(self.areas[code], x, y):
                return code
        near = {
            code
            for dx in (-SLIVER, SLIVER)
            for dy in (-SLIVER, SLIVER)
            for code in self.cells.get(((x + dx) // CELL, (y + dy) // CELL), [])
        }
        metres, code = min(((distance(self.areas[code], x, y), code) for code in near), default=(math.inf, ''))
        return code if metres <= 25 else ''

    def metres(self, code, x, y):
        rings = self.areas.get(code)
        if rings is None:
            return ''
        return '0' if inside(rings, x, y) else f'{distance(rings, x, y):.1f}'


def inside(rings, x, y):
    """Even-odd, an edge having its lower end and not its upper one; all in integers."""
    odd = False
    for ring in rings:
        x1, y1 = ring[-1]
        for x2, y2 in ring:
            if (y1 > y) != (y2 > y):
                left = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
                if left > 0 if y2 > y1 else left < 0:
                    odd = not odd
            x1, y1 = x2, y2
    return odd


def distance(rings, x, y):
    east = METRES_PER_UNIT * math.cos(math.radians(y / 1e7))
    best = math.inf
    for ring in rings:
        for (x1, y1), (x2, y2) in zip(ring, ring[1:]):
            ax, ay = (x1 - x) * east, (y1 - y) * METRES_PER_UNIT
            bx, by = (x2 - x) * east, (y2 - y) * METRES_PER_UNIT
            dx, dy = bx - ax, by - ay
            length = dx * dx + dy * dy
            along = 0 if length == 0 else max(0, min(1, -(ax * dx + ay * dy) / length))
            best = min(best, math.hypot(ax + along * dx, ay + along * dy))
    return best


def main():
    folder = sys.argv[1]
    boroughs = Finder(read_shapefile(glob.glob(f'{folder}/lad22/*.shp')[0], 'LAD22CD'))
    lsoas = Finder(read_geojson(sorted(glob.glob(f'{folder}/lsoa21/geojson_by_borough/*.geojson')), 'LSOA21CD'))
    out = csv.writer(sys.stdout, lineterminator='\n')
    for kind, x, y, printed in csv.reader(sys.stdin):
        if kind == 'wgs84':
            px, py = point_of_text(x), point_of_text(y)
        else:
            px, py = map(point_of_degrees, grid_to_degrees(float(x), float(y)))
        out.writerow([kind, x, y, printed, boroughs.find(px, py), lsoas.find(px, py), lsoas.metres(printed, px, py)])


main()
