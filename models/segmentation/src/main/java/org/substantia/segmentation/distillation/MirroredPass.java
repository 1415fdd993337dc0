package org.substantia.segmentation.distillation;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.substantia.learning.tensor.Tensors;
import org.substantia.segmentation.model.SegmentationModel;

/**
 * What a segmenter of both halves of the head says of a patch's mirror image, mirrored back: left and right are
 * exchanged in the voxels and in the classes. Immutable.
 */
record MirroredPass(SegmentationModel model) {
    /** As {@link SegmentationModel#segment(Tensor)}. */
    List<Tensor> segment(Tensor input) {
        List<Integer> block = model.plan().segmenter().topology().blockSize();
        long[] within = {block.get(2), block.get(1), block.get(0)};
        long voxels = within[0] * within[1] * within[2];
        long z = input.size(2);
        long y = input.size(3);
        long x = input.size(4);
        Tensor mirror = input.reshape(1, input.size(1) / voxels, within[0], within[1], within[2], z, y, x)
                .flip(4, 7)
                .reshape(1, input.size(1), z, y, x)
                .contiguous(MemoryFormat.ChannelsLast3d);
        List<Tensor> answers = model.segment(mirror);
        List<Tensor> back = new ArrayList<>();
        for (int h = 0; h < answers.size(); h++) {
            Tensor answer = answers.get(h);
            byte[] classes = model.plan().labelSets().get(h).mirroredClasses();
            Tensor exchanged = Tensors.of(classes, classes.length).to(input.device(), ScalarType.Long);
            back.add(answer.reshape(classes.length, z, y, x, within[0], within[1], within[2])
                    .flip(3, 6)
                    .index_select(0, exchanged)
                    .reshape(answer.size(0), answer.size(1)));
        }
        return back;
    }
}
