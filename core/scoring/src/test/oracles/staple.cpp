// Prints what itk::STAPLEImageFilter finds for masks of uint8 in raw files: staple NX NY NZ FILE FILE ...
// Built with ITK 5.2.1 by
//   g++ -std=c++14 -I/usr/include/ITK-5.2 staple.cpp -o staple
//     -lITKCommon-5.2 -litksys-5.2 -litkvnl_algo-5.2 -litkvnl-5.2
// Lines: iterations; p of every rater; q of every rater; sum of weights; indices of the voxels of at least a half.
#include <fstream>
#include <iomanip>
#include <iostream>
#include <vector>

#include "itkImage.h"
#include "itkImageRegionIterator.h"
#include "itkSTAPLEImageFilter.h"

using Mask = itk::Image<unsigned char, 3>;
using Weights = itk::Image<double, 3>;

int main(int argc, char **argv) {
  Mask::SizeType size;
  for (int axis = 0; axis < 3; axis++) size[axis] = std::atoi(argv[1 + axis]);
  auto filter = itk::STAPLEImageFilter<Mask, Weights>::New();
  filter->SetForegroundValue(1);
  for (int rater = 0; rater + 4 < argc; rater++) {
    auto mask = Mask::New();
    mask->SetRegions(size);
    mask->Allocate();
    std::ifstream in(argv[4 + rater], std::ios::binary);
    in.read(reinterpret_cast<char *>(mask->GetBufferPointer()), size[0] * size[1] * size[2]);
    filter->SetInput(rater, mask);
  }
  filter->Update();
  std::cout << std::setprecision(15) << filter->GetElapsedIterations() + 1 << "\n";
  for (int rater = 0; rater + 4 < argc; rater++) std::cout << filter->GetSensitivity(rater) << " ";
  std::cout << "\n";
  for (int rater = 0; rater + 4 < argc; rater++) std::cout << filter->GetSpecificity(rater) << " ";
  std::cout << "\n";
  double sum = 0;
  std::vector<long> inside;
  itk::ImageRegionIterator<Weights> w(filter->GetOutput(), filter->GetOutput()->GetRequestedRegion());
  for (long i = 0; !w.IsAtEnd(); ++w, i++) {
    sum += w.Get();
    if (w.Get() >= 0.5) inside.push_back(i);
  }
  std::cout << sum << "\n";
  for (long i : inside) std::cout << i << " ";
  std::cout << "\n";
}
