package org.substantia.imaging.resampling;

import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;

final class NearestLabelSampler implements LabelSampler {
    private final LabelMap labels;

    NearestLabelSampler(LabelMap labels) {
        this.labels = labels;
    }

    @Override
    public int at(double x, double y, double z) {
        Geometry g = labels.geometry();
        if (!Extent.contains(x, g.nx()) || !Extent.contains(y, g.ny()) || !Extent.contains(z, g.nz())) {
            return 0;
        }
        return labels.get(Extent.nearest(x, g.nx()), Extent.nearest(y, g.ny()), Extent.nearest(z, g.nz()));
    }
}
