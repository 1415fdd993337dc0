/** Label maps and smooth vector fields in few bytes: adaptive context models over an arithmetic coder. */
package org.substantia.synthesis.anatomy.coding;
