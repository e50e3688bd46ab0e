"""Areas that people hand in as files: shapefiles, GeoPackages, KML and WKT become one region, or several."""
