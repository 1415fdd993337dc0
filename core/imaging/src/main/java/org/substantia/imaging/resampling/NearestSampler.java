package org.substantia.imaging.resampling;

import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;

final class NearestSampler implements Sampler {
    private final Volume volume;
    private final float outside;

    NearestSampler(Volume volume, float outside) {
        this.volume = volume;
        this.outside = outside;
    }

    @Override
    public float at(double x, double y, double z) {
        Geometry g = volume.geometry();
        if (!Extent.contains(x, g.nx()) || !Extent.contains(y, g.ny()) || !Extent.contains(z, g.nz())) {
            return outside;
        }
        return volume.get(Extent.nearest(x, g.nx()), Extent.nearest(y, g.ny()), Extent.nearest(z, g.nz()));
    }
}
