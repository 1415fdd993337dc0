package org.substantia.foundation.encoder;

import static org.bytedeco.pytorch.global.torch.upsample_linear1d;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.substantia.learning.layer.Declarations;
import org.substantia.learning.layer.Initialization;
import org.substantia.learning.layer.Weights;
import org.substantia.learning.tensor.Tensors;

/**
 * SAM's decomposed relative positions: each query adds its products with a vector for the distance in rows and one for
 * the distance in columns (Li et al., MViTv2, 2022).
 *
 * @param name of the attention
 * @param trained rows and columns that the tables were trained for
 * @param headWidth length of a vector
 */
record RelativePositions(String name, int trained, int headWidth) {
    void declare(Declarations declarations) {
        declarations.declare(name + ".rel_pos_h", Initialization.constant(0), 2L * trained - 1, headWidth);
        declarations.declare(name + ".rel_pos_w", Initialization.constant(0), 2L * trained - 1, headWidth);
    }

    Attention.ScoreBias forGrid(TokenGrid grid, Weights weights) {
        Tensor rows = table(weights.get(name + ".rel_pos_h"), grid.rows());
        Tensor columns = table(weights.get(name + ".rel_pos_w"), grid.columns());
        return queries -> bias(queries, grid, rows.to(queries.scalar_type()), columns.to(queries.scalar_type()));
    }

    /** Vectors for each pair of places: shape (size, head width, size), ready to be multiplied with queries. */
    private Tensor table(Tensor all, int size) {
        int length = 2 * size - 1;
        Tensor floats = all.to(ScalarType.Float);
        Tensor fitting = floats.size(0) == length
                ? floats
                : upsample_linear1d(floats.transpose(0, 1).unsqueeze(0), new long[] {length}, false)
                        .select(0, 0)
                        .transpose(0, 1);
        float[] distances = new float[size * size];
        for (int q = 0; q < size; q++) {
            for (int k = 0; k < size; k++) {
                distances[q * size + k] = q - k + size - 1;
            }
        }
        Tensor index = Tensors.of(distances, (long) size * size).to(all.device(), ScalarType.Long);
        return fitting.index_select(0, index).reshape(size, size, headWidth).transpose(1, 2);
    }

    private static Tensor bias(Tensor queries, TokenGrid grid, Tensor rows, Tensor columns) {
        long batch = queries.size(0) * queries.size(1);
        long height = grid.rows();
        long width = grid.columns();
        Tensor q = queries.reshape(batch, height, width, queries.size(3));
        Tensor byRow = q.matmul(rows).unsqueeze(4);
        Tensor byColumn = q.transpose(1, 2).matmul(columns).transpose(1, 2).unsqueeze(3);
        return byRow.add(byColumn).reshape(queries.size(0), queries.size(1), height * width, height * width);
    }
}
