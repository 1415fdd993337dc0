/** Files of weights as the projects publish them, told apart by their content; nothing in a file is ever run. */
package org.substantia.foundation.checkpoint;
